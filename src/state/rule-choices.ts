/** Same logits, different rule: what every strategy would have done at a step of a trace, next to what was done. */
import { sameLogits } from '../decode/same-logits.ts';
import { findStrategy } from '../decode/strategies/registry.ts';
import type { StepPlan } from '../decode/types.ts';
import { recordedStep } from '../trace/recorded-step.ts';
import type { DecodeTrace } from '../trace/types.ts';
import { hasSettings } from './settings-slice.ts';

/** What one rule would do; positions ascending. */
interface RuleChanges {
  readonly id: string;
  readonly label: string;
  /** Masked slots that get a token. */
  readonly commits: readonly number[];
  /** Tokens that are replaced. */
  readonly overwrites: readonly number[];
  /** Tokens that are masked again. */
  readonly remasks: readonly number[];
  /** Whether it would do exactly what was done: the same changes at the same positions. */
  readonly same: boolean;
}

export interface RuleChoices {
  /** Index in `trace.steps`. */
  readonly step: number;
  /** Canvas positions that existed. */
  readonly length: number;
  /** Positions masked before the step. */
  readonly masked: readonly number[];
  /** What the run's own strategy did. */
  readonly done: RuleChanges;
  /** All other rules that have an answer; those that would do the same first, then by how many commits they share. */
  readonly others: readonly RuleChanges[];
  /** Rules without an answer, by the reason. */
  readonly silent: readonly { readonly whyNot: string; readonly labels: readonly string[] }[];
}

/**
 * @param cursor steps done: it is the newest of them that is asked about.
 * @returns `no-step` before the first; `no-rule` for a trace that does not say which strategy made it.
 */
export function ruleChoices(trace: DecodeTrace, cursor: number): RuleChoices | 'no-step' | 'no-rule' {
  const index = Math.min(cursor, trace.steps.length) - 1;
  if (index < 0) return 'no-step';
  if (!hasSettings(trace)) return 'no-rule';
  const step = recordedStep(trace, index);
  const length = step.record.length ?? trace.request.canvasLength;
  const isMasked = (position: number): boolean => step.tokens[position] === trace.request.maskId;
  const choices = sameLogits(step);
  const own = choices.find(({ id }) => id === trace.request.strategy)!;
  const done = changesOf(own.id, own.plan!, isMasked, null);
  const others = choices.flatMap(({ id, plan }) =>
    plan === null || id === done.id ? [] : [changesOf(id, plan, isMasked, done)],
  );
  const reasons = new Map<string, string[]>();
  for (const { id, whyNot } of choices) {
    if (whyNot !== null) reasons.set(whyNot, [...(reasons.get(whyNot) ?? []), findStrategy(id).label]);
  }
  const shared = new Map(others.map((other) => [other.id, likeness(other.commits, done.commits)]));
  return {
    step: index,
    length,
    masked: Array.from({ length }, (_, position) => position).filter(isMasked),
    done,
    others: others.sort((a, b) => Number(b.same) - Number(a.same) || shared.get(b.id)! - shared.get(a.id)!),
    silent: [...reasons].map(([whyNot, labels]) => ({ whyNot, labels })),
  };
}

function changesOf(
  id: string,
  { unmask, remask }: Pick<StepPlan, 'unmask' | 'remask'>,
  isMasked: (position: number) => boolean,
  done: RuleChanges | null,
): RuleChanges {
  const written = unmask.map(({ position }) => position).sort((a, b) => a - b);
  const changes = {
    commits: written.filter(isMasked),
    overwrites: written.filter((position) => !isMasked(position)),
    remasks: [...remask].sort((a, b) => a - b),
  };
  const same =
    done === null || (['commits', 'overwrites', 'remasks'] as const).every((kind) => equal(changes[kind], done[kind]));
  return { id, label: findStrategy(id).label, ...changes, same };
}

function equal(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((position, index) => position === b[index]);
}

/** Jaccard: positions in both over positions in either; 1 for two empty lists. */
function likeness(a: readonly number[], b: readonly number[]): number {
  const either = new Set([...a, ...b]);
  const other = new Set(b);
  return either.size === 0 ? 1 : a.filter((position) => other.has(position)).length / either.size;
}
