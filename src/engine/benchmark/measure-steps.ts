/** Steps of one fixed decode on the model that is loaded. */
import { DEFAULT_CANDIDATES, defaultSampling } from '../../decode/request.ts';
import type { DecodeRequest } from '../../decode/types.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { Engine } from '../engine.ts';
import type { StepSample } from './step-timing.ts';

export interface StepChoices {
  /** S, tokens in all; at most what the model takes. */
  readonly sequence: number;
  /** M, masked positions of the first step, each step one less; at most S − 1, and more than the steps. */
  readonly masked: number;
  /** Steps that count; one more is made before them, which does not. */
  readonly steps: number;
  /** `cpu`: asks for float64, which only the head in JavaScript answers. Default the one that is faster. */
  readonly head?: 'cpu';
}

export interface MeasuredSteps {
  /** The first step, in which what was not used before is prepared. */
  readonly warmUp: StepSample;
  readonly samples: readonly StepSample[];
}

/**
 * The leftmost mask is committed each step, at temperature 0; the prompt is padding.
 * @param onSample called for each step that counts.
 * @returns what was measured before `signal` aborted; `null` if not one step that counts.
 * @throws DiffuscopeError as a decode does.
 */
export async function measureSteps(
  engine: Engine,
  manifest: Manifest,
  choices: StepChoices,
  onSample: (sample: StepSample) => void,
  signal: AbortSignal,
): Promise<MeasuredSteps | null> {
  const enough = new AbortController();
  const all: StepSample[] = [];
  await engine.decode(
    benchmarkRequest(manifest, choices),
    ({ stats }, millis, pass) => {
      if (pass === null || all.length > choices.steps) return;
      const sample = { ...pass, millis, masked: stats.positions.length };
      all.push(sample);
      if (all.length > 1) onSample(sample);
      if (all.length > choices.steps) enough.abort();
    },
    AbortSignal.any([signal, enough.signal]),
  );
  const [warmUp, ...samples] = all;
  return warmUp === undefined || samples.length === 0 ? null : { warmUp, samples };
}

function benchmarkRequest({ tokens }: Manifest, { sequence, masked, head }: StepChoices): DecodeRequest {
  const filler = tokens.pad === tokens.mask ? tokens.eos[0]! : tokens.pad;
  return {
    prompt: new Int32Array(sequence - masked).fill(filler),
    maskId: tokens.mask,
    canvasLength: masked,
    steps: masked,
    blockLength: masked,
    strategy: 'left-to-right',
    schedule: 'llada',
    eps: 1e-3,
    skipEmptySteps: false,
    algTemp: 0,
    sampling: { ...defaultSampling, suppressMask: true, ...(head === 'cpu' && { precision: 'float64' }) },
    candidates: DEFAULT_CANDIDATES,
    seed: '0',
  };
}
