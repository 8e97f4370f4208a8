/** From facts to the screen that says whether a model can run here, and what to do where it cannot. */
import type { ProviderChoice } from '../engine.ts';
import { bytesText, secondsText } from './amounts.ts';
import type { MachineFacts } from './facts.ts';
import {
  adapterLine,
  isolationLine,
  jspiLine,
  limitsLine,
  memoryLine,
  type PreflightLine,
  precisionLine,
  storageLine,
} from './lines.ts';
import { type Needs, needsOf, type PassSize } from './needs.ts';
import { expectedStep, type Speed, type StepRange } from './speed.ts';
import type { PreflightSubject } from './subject.ts';

export interface PreflightReport {
  /** `slow`: a step takes more than two seconds. `unmeasured`: it can run, and only a measurement says how fast. */
  readonly verdict: 'well' | 'slow' | 'cannot' | 'unmeasured';
  /** One sentence ready to show. */
  readonly summary: string;
  readonly provider: 'webgpu' | 'wasm';
  readonly needs: Needs;
  /** Of a step, seconds; `null` before it was measured. */
  readonly expected: StepRange | null;
  readonly lines: readonly PreflightLine[];
}

/** Seconds a step from which a model is called slow: a decode of 128 steps takes four minutes. */
const SLOW_STEP = 2;

/** Where a model would run, as the engine decides: on a hardware GPU if there is one, or on any that is asked for. */
export function preflightProvider(choice: ProviderChoice, { gpu }: MachineFacts): 'webgpu' | 'wasm' {
  const hardware = gpu.kind === 'adapter' && !gpu.software;
  return choice === 'wasm' || (choice === 'auto' && !hardware) ? 'wasm' : 'webgpu';
}

/** @param speed measured with this provider and these weights; `null`: not yet. */
export function preflightReport(
  subject: PreflightSubject,
  size: PassSize,
  facts: MachineFacts,
  provider: 'webgpu' | 'wasm',
  speed: Speed | null,
): PreflightReport {
  const needs = needsOf(subject, size, provider);
  const expected = speed === null ? null : expectedStep(subject.geometry, size, speed);
  const lines = [
    adapterLine(facts, provider),
    ...limitsLine(facts, provider, needs),
    memoryLine(facts, provider, needs),
    storageLine(facts, subject),
    ...precisionLine(facts, provider, subject),
    ...jspiLine(facts, provider),
    isolationLine(facts, provider),
    ...(expected === null ? [] : [speedLine(speed!, size, expected)]),
  ];
  return { ...verdictOf(lines, expected, needs), provider, needs, expected, lines };
}

function verdictOf(
  lines: readonly PreflightLine[],
  expected: StepRange | null,
  needs: Needs,
): Pick<PreflightReport, 'verdict' | 'summary'> {
  const failure = lines.find(({ level }) => level === 'fail');
  if (failure !== undefined) return { verdict: 'cannot', summary: failure.text };
  if (expected === null) {
    const summary = `Nothing speaks against it: ${bytesText(needs.total)} while it runs. Measure to know how fast.`;
    return { verdict: 'unmeasured', summary };
  }
  const summary = `A step takes about ${rangeText(expected)}.`;
  return { verdict: typical(expected) > SLOW_STEP ? 'slow' : 'well', summary };
}

function speedLine(speed: Speed, { sequence, masked }: PassSize, expected: StepRange): PreflightLine {
  const rate = ratesText(speed.median);
  const measured = `${rate} in products of ${speed.rows} × ${speed.width} by ${speed.width} × ${speed.width}.`;
  const text = `A step of ${sequence} tokens, ${masked} of them masked, takes about ${rangeText(expected)}: ${measured}`;
  if (typical(expected) <= SLOW_STEP) return { id: 'speed', level: 'ok', text, remedy: '' };
  const remedy = 'Choose a smaller model or a shorter canvas, or a strategy that commits several tokens a step.';
  return { id: 'speed', level: 'warn', text, remedy };
}

/** The middle of a range on a scale of factors. */
const typical = ({ least, most }: StepRange) => Math.sqrt(least * most);

function rangeText({ least, most }: StepRange): string {
  const [from, to] = [secondsText(least), secondsText(most)];
  return from === to ? from : `${from} – ${to}`;
}

const ratesText = (perSecond: number) =>
  perSecond >= 1e12 ? `${(perSecond / 1e12).toPrecision(3)} TFLOP/s` : `${(perSecond / 1e9).toPrecision(3)} GFLOP/s`;
