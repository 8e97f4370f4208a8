import { DEFAULT_CANDIDATES, DEFAULT_EPS, defaultSampling } from '../../src/decode/request.ts';
import type { DecodeRequest, PlanContext, PositionStats } from '../../src/decode/types.ts';

const MASK = 99;

const request: DecodeRequest = {
  prompt: Int32Array.of(1),
  maskId: MASK,
  canvasLength: 10,
  steps: 1,
  blockLength: 10,
  strategy: 'entropy',
  schedule: 'dream',
  eps: DEFAULT_EPS,
  skipEmptySteps: false,
  algTemp: 0,
  sampling: defaultSampling,
  candidates: DEFAULT_CANDIDATES,
  seed: '0',
};

type Scored = 'confidence' | 'rawConfidence' | 'margin' | 'negativeEntropy' | 'entropy' | 'sampledIds' | 'background';

/**
 * A context in which position j (or `positions[j]`) has the scores given and draws token 100 + j; the positions are
 * masked and no others, unless `tokens` says otherwise.
 */
export function planContext<Memory = unknown>(
  scores: Partial<Pick<PositionStats, Scored>>,
  rest: Partial<PlanContext<Memory>> = {},
): PlanContext<Memory> {
  const rows = Object.values(scores)[0]!.length;
  const none = new Float64Array(rows);
  const positions = rest.positions ?? Int32Array.from({ length: rows }, (_, j) => j);
  const length = positions.at(-1)! + 1;
  return {
    step: 0,
    stepInBlock: 0,
    block: { start: 0, end: length, index: 0, steps: 1 },
    request: { ...request, canvasLength: length, blockLength: length },
    options: {},
    tokens: Int32Array.from({ length }, (_, position) => (positions.includes(position) ? MASK : 1)),
    quota: 1,
    revealProbability: 1,
    algTemp: 0,
    uniform: () => 0.5,
    memory: undefined,
    ...rest,
    positions,
    stats: {
      positions,
      candidates: 1,
      topIds: new Int32Array(rows),
      topLogProbs: new Float32Array(rows),
      entropy: new Float32Array(rows),
      sampledIds: Int32Array.from({ length: rows }, (_, j) => 100 + j),
      rawConfidence: none,
      confidence: none,
      margin: none,
      negativeEntropy: none,
      ...scores,
    },
  };
}
