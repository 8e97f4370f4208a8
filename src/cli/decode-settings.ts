/** What `decode` and `compare` are told alike: the model, the prompt and all settings but the strategy. */
import { readFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { checkNeeds, strategyOptions } from '../decode/options.ts';
import { DEFAULT_CANDIDATES, DEFAULT_EPS, defaultSampling, TIE_RULES } from '../decode/request.ts';
import { findStrategy } from '../decode/strategies/registry.ts';
import type { DecodeRequest, Need, OptionValues, Sampling, ScheduleId, TieRule } from '../decode/types.ts';
import { DiffuscopeError } from '../model/error.ts';
import type { Manifest, Quantisation } from '../model/manifest.ts';
import { number, positiveInteger, strategyOption } from './arguments.ts';

export interface DecodeFlags {
  readonly model: string;
  readonly variant: Quantisation;
  readonly threads?: number;
  readonly prompt?: string;
  readonly promptFile?: string;
  readonly option: OptionValues;
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
  readonly suppressEos?: true;
  readonly doubtEnds?: true;
  readonly precision: Sampling['precision'];
  readonly eps: number;
  readonly skipEmptySteps?: true;
  readonly candidates: number;
  readonly seed: string;
}

/** A request without what follows from model and prompt. */
export type DecodeSettings = Omit<DecodeRequest, 'prompt' | 'maskId'>;

/** Adds the flags of `DecodeFlags`. */
export function addDecodeFlags(command: Command): Command {
  return command
    .addOption(new Option('--prompt <text>', 'prompt, before the chat template').conflicts('promptFile'))
    .option('--prompt-file <file>', 'read the prompt from a file')
    .option('--model <folder>', 'model folder', 'models/pocket')
    .addOption(
      new Option('--variant <name>', 'f32: as trained; u8, q4: what the browser runs, faster and less exact')
        .choices(['f32', 'u8', 'q4'])
        .default('f32'),
    )
    .option('--threads <n>', 'CPU threads (default: all)', positiveInteger)
    .option(
      '--option <name=value>',
      'option of the strategy, repeatable; "diffuscope strategies" lists them',
      strategyOption,
      {},
    )
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
    .option('--suppress-eos', 'never draw the end-of-text token')
    .option('--doubt-ends', 'give tokens that end the text the lowest confidence')
    .addOption(
      new Option('--precision <name>', 'of the scores that are compared')
        .choices(['float32', 'float64'])
        .default(defaultSampling.precision),
    )
    .option('--eps <e>', "end of Dream's time grid", number, DEFAULT_EPS)
    .option('--skip-empty-steps', 'skip forward passes that commit nothing')
    .option('--candidates <n>', 'candidates recorded per position', number, DEFAULT_CANDIDATES)
    .option('--seed <n>', 'unsigned 64-bit number', '0');
}

/**
 * Says before a model is loaded that a strategy cannot be run so.
 * @param unmet what the model cannot give.
 * @throws DiffuscopeError `bad-settings` for an option that is none of the strategy's or out of its range, or where
 * the model cannot give what it needs.
 */
export function checkStrategy(
  id: string,
  options: OptionValues,
  { guidance = 0 }: DecodeFlags,
  unmet: readonly Need[],
): void {
  const strategy = findStrategy(id);
  strategyOptions(strategy, options);
  checkNeeds(strategy, { ...defaultSampling, guidance }, unmet);
}

export function settingsOf(
  flags: DecodeFlags,
  strategy: string,
  options: OptionValues,
  { tokens }: Pick<Manifest, 'tokens'>,
): DecodeSettings {
  return {
    canvasLength: flags.length,
    steps: flags.steps ?? flags.length,
    blockLength: flags.blockLength ?? flags.length,
    strategy,
    options,
    schedule: flags.schedule ?? findStrategy(strategy).schedule,
    eps: flags.eps,
    skipEmptySteps: flags.skipEmptySteps ?? false,
    algTemp: flags.algTemp,
    ...(flags.ties !== undefined && { ties: flags.ties }),
    sampling: {
      temperature: flags.temperature,
      topP: flags.topP ?? null,
      topK: flags.topK ?? null,
      order: flags.filterFirst ? 'filter-first' : 'temperature-first',
      suppressMask: flags.suppressMask ?? false,
      precision: flags.precision,
      ...(flags.guidance !== undefined && { guidance: flags.guidance }),
      ...((flags.suppressEos || flags.doubtEnds) && { ends: endsOf(flags, tokens) }),
    },
    candidates: flags.candidates,
    seed: flags.seed,
  };
}

/** The first end of text counts as eos, the second, if there is one, as eot. */
function endsOf({ suppressEos, doubtEnds }: DecodeFlags, { eos }: Manifest['tokens']) {
  const [eosId, eotId = eosId] = eos;
  if (eosId === undefined || eotId === undefined) {
    throw new DiffuscopeError('bad-settings', 'The model has no token that ends a text.', 'Leave the switch out.');
  }
  return { eosId, eotId, suppressEos: suppressEos === true, doubtEnds: doubtEnds === true };
}

/** The prompt given, or ends the command with wrong usage. */
export async function promptOf({ prompt, promptFile }: DecodeFlags, command: Command): Promise<string> {
  if (prompt !== undefined) return prompt;
  if (promptFile === undefined) {
    return command.error("error: required option '--prompt <text>' or '--prompt-file <file>' not specified");
  }
  return readFile(promptFile, 'utf8').catch((cause: Error) => {
    throw new DiffuscopeError('not-found', `The prompt cannot be read: ${cause.message}.`, 'Check the path.', cause);
  });
}
