/** The table of docs/strategies.md, made from the registry. */
import { rangeOf, strategyOptions } from '../decode/options.ts';
import { DEFAULT_CANDIDATES, DEFAULT_EPS, defaultSampling } from '../decode/request.ts';
import { quirksOf } from '../decode/strategies/quirks.ts';
import { strategies } from '../decode/strategies/registry.ts';
import type { ExtraQuestions, Need, OptionSpec, StepContext, Strategy } from '../decode/types.ts';

/** All behind this line is generated. */
const MARK = '<!-- From here on made by `npm run docs:strategies`; do not edit. -->';

const NEEDS: Readonly<Record<Need, string>> = {
  shadow: 'a shadow of the block',
  background: 'token frequencies of a corpus',
  guidance: 'a pass without the prompt',
  growth: 'a canvas whose length changes',
  'both-sides': 'a model that is not autoregressive',
};

const PACES: Readonly<Record<NonNullable<Strategy['pace']>, string>> = {
  schedule: 'after its planned steps',
  'while-masked': 'when nothing in it is masked',
  'until-full': 'when a pass leaves nothing masked',
  'until-done': 'when the rule says so',
};

/**
 * The document with its generated part made anew.
 * @throws Error if the mark is not there.
 */
export function withStrategyTable(document: string): string {
  const end = document.indexOf(MARK);
  if (end < 0) throw new Error(`the document has no line ${MARK}`);
  return `${document.slice(0, end)}${MARK}\n\n${table()}\n`;
}

function table(): string {
  const head = ['Strategy', 'Rule', 'Options', 'Source', 'Pace', 'Needs', 'Quirks of the source'];
  const rows = strategies.map((strategy) => [
    `\`${strategy.id}\``,
    `**${strategy.label}.** ${strategy.summary}`,
    lines((strategy.options ?? []).map(optionText)),
    strategy.source,
    `${strategy.schedule}; a block ends ${PACES[strategy.pace ?? 'schedule']}`,
    lines(needsOf(strategy)),
    lines(quirksOf(strategy.id)),
  ]);
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(escaped).join(' | ')} |`).join('\n');
}

function optionText(spec: OptionSpec): string {
  return `\`${spec.name}\` = ${spec.default} (${rangeOf(spec)}): ${spec.summary}`;
}

const QUESTIONS: Readonly<Partial<Record<keyof ExtraQuestions, string>>> = {
  held: 'probability of the tokens that stand',
  gap: 'gap of the two largest logits',
  divergence: 'divergence from the pass before',
  maskMass: 'draws from the whole distribution with the mask in it',
  credit: 'logits with credit added',
};

/** What it looks at beyond the statistics of the masked slots; every model gives what stands before `needs`. */
function needsOf(strategy: Strategy): string[] {
  const questions = Object.keys(strategy.ask?.(firstStep(strategy)) ?? {}) as (keyof ExtraQuestions)[];
  return [
    ...(strategy.attends === 'all' ? ['statistics of committed slots'] : []),
    ...(strategy.reach === 'canvas' ? ['statistics behind the block'] : []),
    ...questions.flatMap((question) => QUESTIONS[question] ?? []),
    ...(strategy.needs ?? []).map((need) => NEEDS[need]),
  ];
}

/** Of a run of one slot. */
function firstStep(strategy: Strategy): StepContext {
  const options = strategyOptions(strategy);
  return {
    ...{ step: 0, stepInBlock: 0, block: { start: 0, end: 1, index: 0, steps: 1 }, options },
    ...{ quota: 1, revealProbability: 1, algTemp: 0, memory: undefined, uniform: () => 0.5 },
    tokens: Int32Array.of(0),
    positions: Int32Array.of(0),
    request: {
      ...{ prompt: new Int32Array(0), maskId: 0, canvasLength: 1, steps: 1, blockLength: 1, options, algTemp: 0 },
      ...{ strategy: strategy.id, schedule: strategy.schedule, eps: DEFAULT_EPS, skipEmptySteps: false },
      ...{ sampling: defaultSampling, candidates: DEFAULT_CANDIDATES, seed: '0' },
    },
  };
}

/** A cell, one line each; – for none. */
const lines = (texts: readonly string[]): string => (texts.length === 0 ? '–' : texts.join('<br>'));

const escaped = (text: string): string => text.replaceAll('|', '\\|');
