/** `diffuscope import` */
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Command, Option } from 'commander';
import { strategies } from '../decode/strategies/registry.ts';
import { DiffuscopeError } from '../model/error.ts';
import { type ImportHints, importForeignTrace } from '../trace/import-foreign.ts';
import { checkTraceSize, traceToJson } from '../trace/json.ts';
import { positiveInteger, wholeNumber } from './arguments.ts';
import { checkWritable, save } from './output-file.ts';
import { version } from './trace-recording.ts';

type Hints = Pick<ImportHints, 'maskId' | 'promptLength' | 'firstCanvas' | 'row' | 'vocabularySize' | 'strategy'>;

interface Options extends Hints {
  readonly out: string;
  readonly pad?: number;
  readonly eos?: readonly number[];
}

export function importCommand(): Command {
  return new Command('import')
    .description('make a trace of a history that another program saved: .npy, .json, or a step dump of LLaDA')
    .argument('<file>', "dllm's histories, Dream's history, or LLaDA's sample_process.txt")
    .requiredOption('--out <file>', 'save the trace as JSON')
    .option('--mask-id <id>', 'the mask token (default: what all first changes replace)', wholeNumber)
    .option('--prompt-length <n>', 'tokens of the prompt (default: up to the first mask)', wholeNumber)
    .addOption(
      new Option(
        '--first-canvas <when>',
        'what the first canvas is (default: the start, if it holds no token)',
      ).choices(['start', 'after-first-step']),
    )
    .option('--row <n>', 'which sequence of a batch, from 0', wholeNumber)
    .option('--vocabulary-size <n>', 'default: one more than the largest id', positiveInteger)
    .addOption(
      new Option('--strategy <id>', 'what it was made with (default: unknown)').choices(strategies.map(({ id }) => id)),
    )
    .option('--pad <id>', 'token that pads; with --eos', wholeNumber)
    .option('--eos <ids>', 'tokens that end a text, separated by commas; with --pad', tokenIds)
    .action(run);
}

async function run(path: string, { out, pad, eos, ...hints }: Options, command: Command): Promise<void> {
  if ((pad === undefined) !== (eos === undefined)) return command.error('error: give --pad and --eos together');
  await checkWritable(out);
  const { bytes, changed } = await readHistory(path);
  const { trace, notes } = importForeignTrace(bytes, basename(path), {
    ...hints,
    createdAt: changed.toISOString(),
    version,
    ...(pad !== undefined && eos !== undefined && { tokens: { pad, eos } }),
  });
  for (const note of notes) console.error(note);
  await save(out, traceToJson(trace));
}

/** @throws DiffuscopeError `not-found`, `bad-trace` for a file that is too large. */
async function readHistory(path: string): Promise<{ readonly bytes: Uint8Array; readonly changed: Date }> {
  try {
    const { size, mtime } = await stat(path);
    checkTraceSize(size);
    return { bytes: await readFile(path), changed: mtime };
  } catch (cause) {
    if (!(cause instanceof Error) || cause instanceof DiffuscopeError) throw cause;
    throw new DiffuscopeError('not-found', `The file cannot be read: ${cause.message}.`, 'Check the path.', cause);
  }
}

const tokenIds = (text: string): number[] => text.split(',').map(wholeNumber);
