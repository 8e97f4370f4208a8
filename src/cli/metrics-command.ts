/** `diffuscope metrics` */
import { readFile, stat } from 'node:fs/promises';
import { Command, Option } from 'commander';
import {
  type ArNess,
  type ArNessConvention,
  type ArNessValue,
  arNess,
  defaultConvention,
  describeConvention,
} from '../metrics/ar-ness.ts';
import { type EntropySink, entropySink } from '../metrics/entropy-sink.ts';
import { type Measures, measures } from '../metrics/measures.ts';
import { stepSeries } from '../metrics/step-series.ts';
import { DiffuscopeError } from '../model/error.ts';
import { checkTraceSize, parseTrace } from '../trace/json.ts';
import type { DecodeTrace } from '../trace/types.ts';

interface Options extends ArNessConvention {
  readonly json?: true;
}

export function metricsCommand(): Command {
  const choice = (flags: string, text: string, name: keyof ArNessConvention, choices: readonly string[]) =>
    new Option(flags, text).choices(choices).default(defaultConvention[name]);
  return new Command('metrics')
    .description('AR-ness, entropy sink, measures and steps of a saved trace')
    .argument('<trace>', 'JSON file saved by Diffuscope')
    .option('--json', 'print everything as JSON')
    .addOption(
      choice('--match <rule>', 'local AR-ness: predecessors in order or as a set', 'match', ['ordered', 'set']),
    )
    .addOption(
      choice(
        '--denominator <rule>',
        'of local AR-ness; prompt: T, the prompt counting as predecessors',
        'denominator',
        ['T-k', 'T', 'prompt'],
      ),
    )
    .addOption(choice('--tail <rule>', 'pads and eos after the text: measured or not', 'tail', ['all', 'trimmed']))
    .addOption(
      choice('--within-step <rule>', 'order of tokens committed in one step', 'withinStep', [
        'confidence',
        'position',
        'expectation',
      ]),
    )
    .addOption(
      choice('--commits <rule>', 'which commits of a revised position count', 'commits', ['first', 'last', 'every']),
    )
    .action(run);
}

async function run(path: string, { json, match, denominator, tail, withinStep, commits }: Options): Promise<void> {
  const trace = await readTrace(path);
  const order = arNess(trace, { match, denominator, tail, withinStep, commits });
  const sink = entropySink(trace);
  const measured = measures(trace, order.convention);
  console.log((json ? jsonReport : textReport)(trace, order, sink, measured));
}

/** @throws DiffuscopeError `not-found`, `bad-trace`, `newer-trace`. */
async function readTrace(path: string): Promise<DecodeTrace> {
  const text = await (async () => {
    checkTraceSize((await stat(path)).size);
    return readFile(path, 'utf8');
  })().catch((cause: Error) => {
    if (cause instanceof DiffuscopeError) throw cause;
    throw new DiffuscopeError('not-found', `The trace cannot be read: ${cause.message}.`, 'Check the path.', cause);
  });
  return parseTrace(text);
}

function jsonReport(trace: DecodeTrace, order: ArNess, sink: EntropySink, measured: Measures): string {
  const { model, runtime, finish, createdAt, request } = trace;
  const report = {
    model: { id: model.id, quantisation: model.quantisation, sha256: model.sha256 },
    runtime,
    createdAt,
    finish,
    request: { ...request, prompt: Array.from(request.prompt) },
    arNess: order,
    entropySink: {
      ...sink,
      positions: Array.from(sink.positions),
      confidence: Array.from(sink.confidence),
      entropy: Array.from(sink.entropy),
    },
    measures: measured,
    steps: stepSeries(trace),
  };
  return JSON.stringify(report, null, 2);
}

function textReport(trace: DecodeTrace, order: ArNess, sink: EntropySink, measured: Measures): string {
  const { model, runtime, request, finish, steps } = trace;
  return [
    `${model.label}, ${model.quantisation} on ${runtime.provider} (${runtime.detail})`,
    `${request.strategy}, ${request.canvasLength} positions, ${steps.length} steps, temperature ${request.sampling.temperature}, seed ${request.seed}: ${finish}`,
    '',
    `AR-ness (${describeConvention(order.convention)}; ${order.commits} commits, ${tiesText(order)})`,
    ...valueLines('local ', order.local),
    ...valueLines('global', order.global),
    '',
    'Entropy sink (raw softmax of the first step; the index is not of the paper)',
    `  confidence of the first 8 ${decimals(sink.headMean)}, plateau ${decimals(sink.plateau?.median ?? null)} after ${sink.length ?? '–'} tokens, index ${decimals(sink.index)}`,
    '',
    'Measures',
    ...measureLines(measured),
  ].join('\n');
}

function measureLines(all: Measures): string[] {
  const rows: readonly (readonly [string, string])[] = [
    ["Kendall's tau of the order", decimals(all.kendallTau)],
    ['pairs with the left one first', decimals(all.concordance.all)],
    ['neighbours with the left one first', decimals(all.concordance.neighbours)],
    ['step entropy, nats', decimals(all.stepEntropy)],
    ['model passes', String(all.passes)],
    ['tokens per pass', decimals(all.tokensPerPass)],
    ['most commits of one pass', String(all.mostPerPass)],
    ['share of steps decided by ties', decimals(all.tieShare)],
    ['flips', String(all.flips)],
    ['remasks', String(all.remasks)],
    ['overwrites', String(all.overwrites)],
    ['mean life of revised tokens, steps', decimals(all.meanLifetime)],
  ];
  return rows.map(([name, value]) => `  ${name.padEnd(36)}${value.padStart(8)}`);
}

function valueLines(name: string, values: readonly ArNessValue[]): string[] {
  const line = (head: string, cell: (value: ArNessValue) => string): string =>
    `  ${head.padEnd(8)}${values.map((value) => cell(value).padStart(6)).join('')}`;
  const lines = [line('k', ({ k }) => String(k)), line(name, ({ value }) => decimals(value))];
  if (values.every(({ range }) => range === undefined)) return lines;
  const sampled = values.some(({ range }) => range?.exact === false);
  return [
    ...lines,
    line('least', ({ range }) => decimals(range?.least ?? null)),
    line('most', ({ range }) => decimals(range?.most ?? null)),
    ...(sampled ? ['  (of a sample of the orders where there are too many to try)'] : []),
  ];
}

function tiesText({ tieSteps, tieShare, steps }: ArNess): string {
  if (tieShare === null) return 'ties not recorded';
  return `ties decided ${tieSteps} of ${steps} steps (${(100 * tieShare).toFixed(0)} %)`;
}

const decimals = (value: number | null): string => (value === null ? '–' : value.toFixed(3));
