/** `diffuscope convert` */
import { Command, InvalidArgumentError, Option } from 'commander';
import { convert } from '../convert/convert.ts';
import type { ConvertOptions } from '../convert/convert-options.ts';
import type { QuantisedTensor } from '../convert/quantisation-report.ts';
import { DiffuscopeError } from '../model/error.ts';
import { type Quantisation, variantFiles } from '../model/manifest.ts';
import { positiveInteger } from './arguments.ts';
import { ProgressLine } from './progress-line.ts';
import { publishedModel } from './published-model.ts';

const VARIANTS: readonly Quantisation[] = ['f32', 'u8', 'q4'];

/** Tensors that the table at the end lists. */
const WORST = 8;

interface Options extends Omit<ConvertOptions, 'checkpoint' | 'corpus' | 'variants' | 'layout'> {
  readonly quant?: readonly Quantisation[];
  readonly layout: 'auto' | 'whole' | 'split';
  readonly corpus?: readonly string[];
  readonly corpusField?: string;
}

export function convertCommand(): Command {
  return new Command('convert')
    .description('turn a Hugging Face checkpoint of the Dream, LLaDA or Qwen2 family into a model folder')
    .argument('<checkpoint>', 'folder with config.json, tokenizer and safetensors files, or owner/name of a repository')
    .requiredOption('--out <folder>', 'folder to write')
    .option(
      '--quant <list>',
      'f32, u8 (WASM and Node), q4 (WebGPU), separated by commas (default: all; q4 for a model that is cut into parts)',
      variantList,
    )
    .addOption(
      new Option(
        '--fit <how>',
        'scale of each block of q4: by its largest weight, or the best of a few, 4 times slower',
      )
        .choices(['absmax', 'search'])
        .default('absmax'),
    )
    .option('--keep8 <patterns>', 'tensors that q4 keeps at 8 bits: names, * for any characters, by commas', list)
    .addOption(
      new Option(
        '--attention <which>',
        'whether tokens see those after them (default: as the checkpoint shows)',
      ).choices(['bidirectional', 'causal']),
    )
    .option(
      '--logit-shift <shift>',
      '1 if the head scores the next token, 0 if the token itself (default: as the checkpoint shows)',
      zeroOrOne,
    )
    .addOption(
      new Option('--layout <layout>', 'one graph, or parts that load one by one (auto: by size)')
        .choices(['auto', 'whole', 'split'])
        .default('auto'),
    )
    .option('--id <id>', 'name in traces and URLs (default: the name of the folder or repository)')
    .option('--label <text>', 'name for people (default: the catalog’s, or the id)')
    .option('--source <text>', 'where the weights came from (default: the name of the folder or repository)')
    .option('--licence <name>', 'licence of the weights (default: what the repository says, or unknown)')
    .option(
      '--revision <text>',
      'branch, tag or commit of the repository to read (default: main); of a folder, what the manifest says (default: a hash of the weights)',
    )
    .addOption(new Option('--endpoint <url>', 'the hub (default: https://huggingface.co)').env('HF_ENDPOINT'))
    .addOption(new Option('--token <token>', 'for private and gated repositories').env('HF_TOKEN'))
    .option(
      '--threads <count>',
      'threads that read and quantise (default: one for each core, at most 8)',
      positiveInteger,
    )
    .option(
      '--context <positions>',
      'longest prompt and canvas together (default: what the model takes, at most 4096)',
      Number,
    )
    .option(
      '--chat-template <text>',
      'prompt with {prompt} in it; \\n is a newline (default: the catalog’s or the family’s)',
      newlines,
    )
    .option('--corpus <files...>', 'count the tokens of these texts for pc-sampler; a .json file is an array of texts')
    .option('--corpus-field <key>', 'key of the text where such an array holds objects (default: text)')
    .addHelpText(
      'after',
      `
What is written grows in <folder>/.unfinished. If it is interrupted, the same command goes on from there.
A model of more than 256 MiB in f32 is cut into parts, which load one by one; --layout decides otherwise.
What quantisation cost each tensor is in <folder>/quantisation.json.`,
    )
    .action(convertWith);
}

async function convertWith(checkpoint: string, options: Options): Promise<void> {
  const { corpus: files, corpusField: field, quant: variants, layout, ...rest } = options;
  const line = new ProgressLine(process.stderr, () => performance.now());
  const stop = new AbortController();
  // The second time, the process ends as usual.
  const interrupt = () => stop.abort();
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  let quantised: readonly QuantisedTensor[] = [];
  try {
    const given = {
      ...publishedModel(checkpoint),
      ...rest,
      checkpoint,
      variants,
      layout: layout === 'auto' ? undefined : layout,
    };
    const manifest = await convert(
      { ...given, corpus: files && { files, field }, signal: stop.signal },
      {
        progress: (step) => line.show({ ...step, phase: PHASES[step.phase] }),
        quantised: (tensors) => {
          quantised = tensors;
        },
      },
    );
    line.end();
    for (const row of worst(quantised)) console.error(row);
    for (const variant of Object.values(manifest.variants)) {
      const bytes = variantFiles(variant).reduce((sum, file) => sum + file.bytes, 0);
      console.log(`${variant.quantisation}: ${(bytes / 1e6).toFixed(1)} MB`);
    }
  } catch (thrown) {
    line.end();
    if (!(thrown instanceof DiffuscopeError) || thrown.code !== 'aborted') throw thrown;
    const remedy = `It goes on from there with the same command:\n  ${commandLine()}`;
    throw new DiffuscopeError('aborted', 'The conversion was stopped; what is written is kept.', remedy, thrown);
  } finally {
    process.removeListener('SIGINT', interrupt).removeListener('SIGTERM', interrupt);
  }
}

const PHASES = {
  headers: 'Reading headers',
  checking: 'Checking what is there',
  converting: 'Converting',
  verifying: 'Verifying',
} as const;

/** The tensors that lost most, as a table. */
function worst(tensors: readonly QuantisedTensor[]): string[] {
  if (tensors.length === 0) return [];
  const rows = [...tensors]
    .sort((a, b) => b.relativeError - a.relativeError)
    .slice(0, WORST)
    .map(({ relativeError, largestError, format, tensor }) => [
      `${(100 * relativeError).toFixed(2)} %`.padStart(9),
      largestError.toPrecision(3).padStart(12),
      format.padStart(8),
      `  ${tensor}`,
    ]);
  const head = ['RMS error'.padStart(9), 'largest'.padStart(12), 'format'.padStart(8), '  tensor'];
  return [
    `The ${rows.length} tensors that lost most of ${tensors.length}:`,
    ...[head, ...rows].map((row) => row.join('')),
  ];
}

/** As it can be typed again, but for the token, which is not to stay on a screen. */
function commandLine(): string {
  const quoted = (word: string) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);
  const words = process.argv.slice(2).map((word, i, all) => (all[i - 1] === '--token' ? 'hf_…' : quoted(word)));
  return ['npx diffuscope', ...words].join(' ');
}

function variantList(text: string): Quantisation[] {
  const asked = [...new Set(text.split(',').map((name) => name.trim()))];
  const known = VARIANTS.filter((variant) => asked.includes(variant));
  if (known.length !== asked.length) throw new InvalidArgumentError(`Choose from ${VARIANTS.join(', ')}.`);
  return known;
}

function zeroOrOne(text: string): 0 | 1 {
  if (text === '0' || text === '1') return text === '0' ? 0 : 1;
  throw new InvalidArgumentError('Choose 0 or 1.');
}

function newlines(text: string): string {
  return text.replaceAll('\\n', '\n');
}

function list(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
