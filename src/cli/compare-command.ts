/** `diffuscope compare` */
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { findStrategy, strategies } from '../decode/strategies/registry.ts';
import type { OptionValues } from '../decode/types.ts';
import { allLogits } from '../engine/network/network.ts';
import { unmetNeeds } from '../engine/unmet-needs.ts';
import { defaultConvention, describeConvention } from '../metrics/ar-ness.ts';
import { runSummary } from '../metrics/run-summary.ts';
import { DiffuscopeError } from '../model/error.ts';
import { traceToJson } from '../trace/json.ts';
import type { DecodeTrace, Finish } from '../trace/types.ts';
import { addDecodeFlags, checkStrategy, type DecodeFlags, promptOf, settingsOf } from './decode-settings.ts';
import { type NodeModel, openNodeModel, readManifest } from './node-engine.ts';
import { makeFolder, save } from './output-file.ts';
import { answerText, recordDecode } from './trace-recording.ts';

interface Options extends DecodeFlags {
  readonly strategies: readonly string[];
  readonly out: string;
  readonly json?: true;
}

/** One row of the table. */
interface ComparedRun {
  readonly strategy: string;
  readonly finish: Finish;
  /** Forward passes: one a step, two with guidance. */
  readonly passes: number;
  readonly millis: number;
  readonly local1: number | null;
  readonly global1: number | null;
  /** Share of the steps that ties decided. */
  readonly tieShare: number | null;
  /** Share of the positions whose final token is that of the first strategy. */
  readonly agreement: number | null;
  readonly answer: string;
  /** File name of the trace in the folder. */
  readonly trace: string;
}

export function compareCommand(): Command {
  const command = new Command('compare')
    .description('decode one prompt with several strategies, save the traces and print a table')
    .requiredOption('--strategies <ids>', 'separated by commas; the first is what the others are compared with', ids)
    .requiredOption('--out <folder>', 'folder for the traces, one file per strategy')
    .option('--json', 'print the table as JSON');
  return addDecodeFlags(command).action(run);
}

async function run(options: Options, command: Command): Promise<void> {
  const promptText = await promptOf(options, command);
  const optionsOf = shareOptions(options.strategies, options.option);
  const unmet = unmetNeeds(await readManifest(options.model), options.variant);
  for (const id of options.strategies) checkStrategy(id, optionsOf(id), options, unmet);
  await makeFolder(options.out);
  const model = await openNodeModel(options.model, options.variant, options.threads);
  const stop = new AbortController();
  const interrupt = () => stop.abort();
  process.once('SIGINT', interrupt);
  const runs: ComparedRun[] = [];
  let first: DecodeTrace | undefined;
  try {
    await warmUp(model, options.length);
    for (const id of options.strategies) {
      const settings = settingsOf(options, id, optionsOf(id), model.manifest);
      const trace = await recordDecode(model, promptText, settings, () => {}, stop.signal);
      await save(join(options.out, `${id}.json`), traceToJson(trace));
      first ??= trace;
      runs.push(measured(trace, first, answerText(trace, model)));
      if (trace.finish === 'stopped') break;
    }
  } finally {
    process.off('SIGINT', interrupt);
    await model.close();
  }
  console.log(options.json ? jsonReport(runs) : table(runs));
}

/** So that the first strategy does not pay for what a runtime does once. */
async function warmUp({ network, manifest }: NodeModel, length: number): Promise<void> {
  const size = Math.min(length, manifest.contextLength);
  await allLogits(network, new Int32Array(size).fill(manifest.tokens.mask), Int32Array.of(0));
}

/**
 * Each option goes to the strategies that have it.
 * @throws DiffuscopeError `bad-settings` for one that none has.
 */
function shareOptions(chosen: readonly string[], given: OptionValues): (id: string) => OptionValues {
  const has = (id: string, name: string): boolean =>
    (findStrategy(id).options ?? []).some((spec) => spec.name === name);
  const stray = Object.keys(given).find((name) => !chosen.some((id) => has(id, name)));
  if (stray !== undefined) {
    const message = `None of ${chosen.join(', ')} has an option "${stray.slice(0, 40)}".`;
    throw new DiffuscopeError('bad-settings', message, '"diffuscope strategies <id>" lists the options of one.');
  }
  return (id) => Object.fromEntries(Object.entries(given).filter(([name]) => has(id, name)));
}

function measured(trace: DecodeTrace, first: DecodeTrace, answer: string): ComparedRun {
  const { strategy, finish, passes, millis, arNess, agreement } = runSummary(trace, first, defaultConvention);
  return {
    ...{ strategy, finish, passes, millis },
    local1: arNess.local[0]!.value,
    global1: arNess.global[0]!.value,
    tieShare: arNess.tieShare,
    agreement,
    answer,
    trace: `${trace.request.strategy}.json`,
  };
}

function jsonReport(runs: readonly ComparedRun[]): string {
  return JSON.stringify({ convention: defaultConvention, runs }, null, 2);
}

function table(runs: readonly ComparedRun[]): string {
  const percent = (share: number | null): string => (share === null ? '–' : `${(100 * share).toFixed(0)} %`);
  const decimals = (value: number | null): string => (value === null ? '–' : value.toFixed(3));
  return [
    '| strategy | passes | seconds | local@1 | global@1 | steps decided by ties | agreement | finish |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |',
    ...runs.map((row) =>
      [
        `| ${row.strategy}`,
        row.passes,
        (row.millis / 1000).toFixed(2),
        decimals(row.local1),
        decimals(row.global1),
        percent(row.tieShare),
        percent(row.agreement),
        `${row.finish} |`,
      ].join(' | '),
    ),
    '',
    `AR-ness: ${describeConvention(defaultConvention)}. Agreement: final tokens equal to those of ${runs[0]!.strategy}.`,
  ].join('\n');
}

function ids(text: string): string[] {
  const chosen = [...new Set(text.split(',').map((id) => id.trim()))];
  const unknown = chosen.find((id) => !strategies.some((strategy) => strategy.id === id));
  if (unknown === undefined) return chosen;
  throw new InvalidArgumentError(`"${unknown}" is none; choose from ${strategies.map(({ id }) => id).join(', ')}.`);
}
