/** `diffuscope decode` */
import { constants } from 'node:fs';
import { access, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { rangeOf } from '../decode/options.ts';
import { DEFAULT_CANDIDATES, DEFAULT_EPS, defaultSampling, TIE_RULES } from '../decode/request.ts';
import { findStrategy, strategies } from '../decode/strategies/registry.ts';
import type { DecodeRequest, OptionValue, OptionValues, ScheduleId, TieRule } from '../decode/types.ts';
import { DiffuscopeError } from '../model/error.ts';
import type { Quantisation } from '../model/manifest.ts';
import { traceToJson } from '../trace/json.ts';
import { openNodeModel } from './node-engine.ts';
import { answerText, recordDecode } from './trace-recording.ts';

interface Options {
  readonly model: string;
  readonly variant: Quantisation;
  readonly threads?: number;
  readonly prompt?: string;
  readonly promptFile?: string;
  readonly out?: string;
  readonly strategy: string;
  readonly set: OptionValues;
  readonly guidance?: number;
  readonly schedule?: ScheduleId;
  readonly length: number;
  readonly steps?: number;
  readonly blockLength?: number;
  readonly temperature: number;
  readonly topP?: number;
  readonly topK?: number;
  readonly filterFirst?: true;
  readonly algTemp: number;
  readonly ties?: TieRule;
  readonly suppressMask?: true;
  readonly eps: number;
  readonly skipEmptySteps?: true;
  readonly candidates: number;
  readonly seed: string;
}

export function decodeCommand(): Command {
  const strategy = new Option('--strategy <id>', 'which masked positions are committed first')
    .choices(strategies.map(({ id }) => id))
    .default('entropy');
  return new Command('decode')
    .description('fill a canvas after a prompt, print the answer or save the trace')
    .addOption(new Option('--prompt <text>', 'prompt, before the chat template').conflicts('promptFile'))
    .option('--prompt-file <file>', 'read the prompt from a file')
    .option('--out <file>', 'save the trace as JSON instead of printing the answer')
    .option('--model <folder>', 'model folder', 'models/pocket')
    .addOption(
      new Option('--variant <name>', 'f32: as trained; u8, q4: what the browser runs, faster and less exact')
        .choices(['f32', 'u8', 'q4'])
        .default('f32'),
    )
    .option('--threads <n>', 'CPU threads (default: all)', positiveInteger)
    .addOption(strategy)
    .option('--set <name=value>', 'option of the strategy, repeatable; see below', strategyOption, {})
    .option('--guidance <w>', 'classifier-free guidance, a second pass without the prompt (default: off)', number)
    .addOption(
      new Option('--schedule <id>', "tokens per step (default: the strategy's own)").choices([
        'dream',
        'llada',
        'dllm',
      ]),
    )
    .option('--length <n>', 'canvas positions', number, 64)
    .option('--steps <n>', 'forward passes (default: one per position)', number)
    .option('--block-length <n>', 'positions per block (default: no blocks)', number)
    .option('--temperature <t>', '0 takes the likeliest token', number, defaultSampling.temperature)
    .option('--top-p <mass>', 'nucleus mass, 0 < mass ≤ 1 (default: off)', number)
    .option('--top-k <n>', 'keep the k likeliest tokens (default: off)', number)
    .option('--filter-first', 'apply top-p and top-k before the temperature')
    .option('--alg-temp <t>', 'temperature of the choice of positions, 0 takes the surest', number, 0)
    .addOption(
      new Option('--ties <rule>', 'which of equal scores goes first (default: lowest position)').choices(TIE_RULES),
    )
    .option('--suppress-mask', 'never draw the mask token')
    .option('--eps <e>', "end of Dream's time grid", number, DEFAULT_EPS)
    .option('--skip-empty-steps', 'skip forward passes that commit nothing')
    .option('--candidates <n>', 'candidates recorded per position', number, DEFAULT_CANDIDATES)
    .option('--seed <n>', 'unsigned 64-bit number', '0')
    .addHelpText('after', `\nOptions of the strategies, for --set:\n${optionList()}`)
    .action(run);
}

async function run(options: Options, command: Command): Promise<void> {
  const { prompt, promptFile, out } = options;
  if (prompt === undefined && promptFile === undefined) {
    return command.error("error: required option '--prompt <text>' or '--prompt-file <file>' not specified");
  }
  if (out !== undefined) await checkFolder(out);
  const promptText = prompt ?? (await readPrompt(promptFile!));
  const model = await openNodeModel(options.model, options.variant, options.threads);
  const settings = settingsOf(options);
  const stop = new AbortController();
  const interrupt = () => stop.abort();
  process.once('SIGINT', interrupt); // a second one ends the process
  try {
    const trace = await recordDecode(model, promptText, settings, progress(settings.steps), stop.signal);
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
    if (trace.finish === 'stopped') console.error(`Stopped after ${trace.steps.length} steps.`);
    if (out === undefined) console.log(answerText(trace, model));
    else await save(out, traceToJson(trace));
  } finally {
    process.off('SIGINT', interrupt);
    await model.close();
  }
}

function settingsOf(options: Options): Omit<DecodeRequest, 'prompt' | 'maskId'> {
  return {
    canvasLength: options.length,
    steps: options.steps ?? options.length,
    blockLength: options.blockLength ?? options.length,
    strategy: options.strategy,
    options: options.set,
    schedule: options.schedule ?? findStrategy(options.strategy).schedule,
    eps: options.eps,
    skipEmptySteps: options.skipEmptySteps ?? false,
    algTemp: options.algTemp,
    ...(options.ties !== undefined && { ties: options.ties }),
    sampling: {
      ...defaultSampling,
      temperature: options.temperature,
      topP: options.topP ?? null,
      topK: options.topK ?? null,
      order: options.filterFirst ? 'filter-first' : 'temperature-first',
      suppressMask: options.suppressMask ?? false,
      ...(options.guidance !== undefined && { guidance: options.guidance }),
    },
    candidates: options.candidates,
    seed: options.seed,
  };
}

/** One line that is rewritten, if someone is there to see it. */
function progress(steps: number): (step: number, millis: number) => void {
  if (!process.stderr.isTTY) return () => {};
  return (step, millis) => {
    process.stderr.write(`\r\x1b[KStep ${step + 1} of ${steps} · ${Math.round(millis)} ms`);
  };
}

async function readPrompt(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause: Error) => {
    throw new DiffuscopeError('not-found', `The prompt cannot be read: ${cause.message}.`, 'Check the path.', cause);
  });
}

/** Before the work, so that a long decode is not lost to a wrong path. */
async function checkFolder(path: string): Promise<void> {
  await access(dirname(path), constants.W_OK).catch((cause: Error) => {
    throw new DiffuscopeError('storage', `${path} cannot be written: ${cause.message}.`, 'Choose another file.', cause);
  });
}

async function save(path: string, json: string): Promise<void> {
  await writeFile(path, json).catch((cause: Error) => {
    throw new DiffuscopeError('storage', `${path} cannot be written: ${cause.message}.`, 'Choose another file.', cause);
  });
  console.error(`Saved ${path} (${(json.length / 1e6).toFixed(1)} MB).`);
}

/** `name=value`, the value as JSON where it is a number, true, false or null; ranges are checked with the request. */
function strategyOption(text: string, before: OptionValues): OptionValues {
  const [, name, value] = /^([A-Za-z]+)=(.+)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError('Give it as name=value.');
  const isLiteral = /^(true|false|null|-?\d+(\.\d+)?(e-?\d+)?)$/.test(value);
  return { ...before, [name]: isLiteral ? (JSON.parse(value) as OptionValue) : value };
}

/** One line per option of every strategy. */
function optionList(): string {
  return strategies
    .flatMap(({ id, options = [] }) =>
      options.map((spec) => `  ${id}  ${spec.name}=${spec.default}  ${rangeOf(spec)}. ${spec.summary}`),
    )
    .join('\n');
}

function number(text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isFinite(value)) throw new InvalidArgumentError('Give a number.');
  return value;
}

function positiveInteger(text: string): number {
  const value = number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('Give a whole number from 1.');
  return value;
}
