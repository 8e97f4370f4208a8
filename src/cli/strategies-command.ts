/** `diffuscope strategies` */
import { Command } from 'commander';
import { rangeOf } from '../decode/options.ts';
import { quirksOf } from '../decode/strategies/quirks.ts';
import { findStrategy, strategies } from '../decode/strategies/registry.ts';
import type { Need, Strategy } from '../decode/types.ts';

/** And where it comes from. */
const NEEDS: Readonly<Record<Need, string>> = {
  shadow: 'shadow (a graph that "convert" writes)',
  background: 'background (token frequencies, by "convert --corpus")',
  guidance: 'guidance',
  growth: 'growth',
  'both-sides': 'a model that is not autoregressive',
};

export function strategiesCommand(): Command {
  return new Command('strategies')
    .description('the strategies, with their rules, options and sources')
    .argument('[id]', 'one strategy, in full (default: one line for each)')
    .option('--json', 'print everything as JSON')
    .action(run);
}

function run(id: string | undefined, { json }: { readonly json?: true }): void {
  const one = id === undefined ? undefined : findStrategy(id);
  if (json) console.log(JSON.stringify(one === undefined ? strategies.map(facts) : facts(one), null, 2));
  else console.log(one === undefined ? overview() : inFull(one));
}

function overview(): string {
  const width = Math.max(...strategies.map(({ id }) => id.length));
  return strategies.map(({ id, summary }) => `${id.padEnd(width)}  ${summary}`).join('\n');
}

/** What the JSON holds of a strategy: all but its functions. */
function facts(strategy: Strategy) {
  const { id, label, summary, source, schedule, pace = 'schedule', options = [], needs = [] } = strategy;
  return { id, label, summary, source, schedule, pace, options, needs, quirks: quirksOf(id) };
}

function inFull(strategy: Strategy): string {
  const { id, label, summary, source, schedule, options, needs, quirks } = facts(strategy);
  return [
    `${id}: ${label}`,
    summary,
    `Source: ${source}`,
    `Schedule: ${schedule}`,
    ...(needs.length > 0 ? [`Needs: ${needs.map((need) => NEEDS[need]).join(', ')}`] : []),
    ...(options.length > 0 ? ['', 'Options, as --option name=value:'] : []),
    ...options.map((spec) => `  ${spec.name}=${spec.default}  ${rangeOf(spec)}. ${spec.summary}`),
    ...(quirks.length > 0 ? ['', 'Quirks of the source:'] : []),
    ...quirks.map((quirk) => `  ${quirk}`),
  ].join('\n');
}
