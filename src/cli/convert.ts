/** `diffuscope convert` */
import { Command, InvalidArgumentError, Option } from 'commander';
import { convert } from '../convert/convert.ts';
import { type Quantisation, variantFiles } from '../model/manifest.ts';

const VARIANTS: readonly Quantisation[] = ['f32', 'u8', 'q4'];

interface Options {
  readonly out: string;
  readonly quant: readonly Quantisation[];
  readonly attention?: 'bidirectional' | 'causal';
  readonly logitShift?: 0 | 1;
  readonly layout: 'auto' | 'whole' | 'split';
  readonly id?: string;
  readonly label?: string;
  readonly source?: string;
  readonly licence?: string;
  readonly revision?: string;
  readonly context?: number;
  readonly chatTemplate?: string;
  readonly corpus?: readonly string[];
  readonly corpusField?: string;
}

export function convertCommand(): Command {
  return new Command('convert')
    .description('turn a Hugging Face checkpoint of the Dream, LLaDA or Qwen2 family into a model folder')
    .argument('<checkpoint>', 'folder with config.json, tokenizer.json and safetensors files')
    .requiredOption('--out <folder>', 'folder to write')
    .option('--quant <list>', 'f32, u8 (WASM and Node), q4 (WebGPU), separated by commas', variantList, VARIANTS)
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
    .option('--id <id>', "name in traces and URLs (default: the checkpoint folder's name)")
    .option('--label <text>', 'name for people (default: the id)')
    .option('--source <text>', "where the weights came from (default: the checkpoint folder's name)")
    .option('--licence <name>', 'licence of the weights (default: unknown)')
    .option('--revision <text>', 'revision of the weights (default: 12 hex digits of their SHA-256)')
    .option(
      '--context <positions>',
      'longest prompt and canvas together (default: what the model takes, at most 4096)',
      Number,
    )
    .option('--chat-template <text>', 'prompt with {prompt} in it; \\n is a newline (default: the family’s)', newlines)
    .option('--corpus <files...>', 'count the tokens of these texts for pc-sampler; a .json file is an array of texts')
    .option('--corpus-field <key>', 'key of the text where such an array holds objects (default: text)')
    .action(async (checkpoint: string, { corpus: files, corpusField: field, quant: variants, ...options }: Options) => {
      const corpus = files && { files, field };
      const layout = options.layout === 'auto' ? undefined : options.layout;
      const manifest = await convert({ ...options, variants, layout, checkpoint, corpus }, (variant) =>
        console.error(`Converting to ${variant} …`),
      );
      for (const variant of Object.values(manifest.variants)) {
        const bytes = variantFiles(variant).reduce((sum, file) => sum + file.bytes, 0);
        console.log(`${variant.quantisation}: ${(bytes / 1e6).toFixed(1)} MB`);
      }
    });
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
