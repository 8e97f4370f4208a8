/** What the GPU's head reports of each row, and how it becomes statistics: the last steps, on the CPU in float64. */
import { notADistribution } from '../../decode/position-statistics.ts';
import type { PositionStats, Sampling, StatsRequest } from '../../decode/types.ts';
import { isDrawn } from './stages.ts';

/** Behind the keys and the ids. */
const SUMS = {
  ...{ rawTotal: 0, rawMoment: 1, total: 2, moment: 3, totalWithoutEnds: 4, momentWithoutEnds: 5 },
  ...{ kept: 6, drawnId: 7, drawnKey: 8, standingKey: 9 },
} as const;

/** Logits that are reported for K candidates: two at least, for the margin. */
export function listLength(candidates: number, vocabularySize: number): number {
  return Math.max(candidates, Math.min(2, vocabularySize));
}

/** Ids without which the raw confidence is taken, see `EndRules.doubtEnds`. */
export function doubtedEnds({ ends, temperature }: Sampling): readonly number[] {
  if (!ends?.doubtEnds) return [];
  return temperature === 0 ? [ends.eotId, ends.eosId] : [ends.eotId];
}

/** 32-bit words of a row. */
export function reportLength(length: number): number {
  return 2 * length + Object.keys(SUMS).length;
}

/**
 * @param report [M·reportLength] as `head.wgsl` lays it out.
 * @param standing [M] the token at each position, −1 where it is masked.
 * @param reshaped whether the pair of sums of the kept tokens is there; else it is the raw pair.
 * @throws DiffuscopeError `bad-graph` as `positionStatistics` does.
 */
export function statisticsOfReport(
  report: Uint32Array,
  request: StatsRequest,
  vocabularySize: number,
  standing: Int32Array,
  reshaped: boolean,
): PositionStats {
  const { positions, candidates, sampling } = request;
  const length = listLength(candidates, vocabularySize);
  const temperature = sampling.temperature > 0 ? sampling.temperature : 1;
  const rows = positions.length;
  const draws = isDrawn(request);
  const ends = doubtedEnds(sampling);
  const floats = new Float32Array(report.buffer, report.byteOffset, report.length);
  const topIds = new Int32Array(rows * candidates);
  const topLogProbs = new Float32Array(rows * candidates);
  const sampledIds = new Int32Array(rows);
  const [entropy, rawConfidence, confidence, margin, negativeEntropy, held, gap] = Array.from(
    { length: 7 },
    () => new Float32Array(rows),
  ) as [Float32Array, Float32Array, Float32Array, Float32Array, Float32Array, Float32Array, Float32Array];

  for (let j = 0; j < rows; j++) {
    const start = j * reportLength(length);
    const sums = start + 2 * length;
    const logitAt = (rank: number): number => logitOfKey(report[start + rank]!);
    const largest = logitAt(0);
    const rawTotal = floats[sums + SUMS.rawTotal]!;
    if (!Number.isFinite(largest) || !Number.isFinite(rawTotal)) throw notADistribution(positions[j]!);

    const logTotal = Math.log(rawTotal);
    const total = reshaped ? floats[sums + SUMS.total]! : rawTotal;
    const rawMoment = floats[sums + SUMS.rawMoment]! * Math.LN2;
    const moment = reshaped ? floats[sums + SUMS.moment]! * Math.LN2 : rawMoment;
    for (let k = 0; k < candidates; k++) {
      topIds[j * candidates + k] = report[start + length + k]!;
      topLogProbs[j * candidates + k] = logitAt(k) - largest - logTotal;
    }
    sampledIds[j] = report[draws ? sums + SUMS.drawnId : start + length]!;
    const drawn = (draws ? logitOfKey(report[sums + SUMS.drawnKey]!) : largest) - largest;
    const second = report[sums + SUMS.kept]! > 1 ? Math.exp((logitAt(1) - largest) / temperature) : 0;
    entropy[j] = logTotal - rawMoment / rawTotal;
    const isEnd = ends.includes(sampledIds[j]!);
    rawConfidence[j] = isEnd
      ? 0
      : Math.exp(drawn) / (ends.length > 0 ? floats[sums + SUMS.totalWithoutEnds]! : rawTotal);
    confidence[j] = Math.exp(drawn / temperature) / total;
    margin[j] = (1 - second) / total;
    negativeEntropy[j] = moment / total - Math.log(total);
    if (standing[j]! >= 0) held[j] = Math.exp(logitOfKey(report[sums + SUMS.standingKey]!) - largest) / rawTotal;
    gap[j] = length > 1 ? largest - logitAt(1) : Number.POSITIVE_INFINITY;
  }
  return {
    ...{ positions, candidates, topIds, topLogProbs, entropy, sampledIds },
    ...{ rawConfidence, confidence, margin, negativeEntropy },
    ...(request.held && { held }),
    ...(request.gap && { gap }),
  };
}

/** See `keyOfBits` in `weights.wgsl`. */
function logitOfKey(key: number): number {
  bits[0] = key >= 0x80000000 ? key ^ 0x80000000 : ~key;
  return float[0]!;
}
const bits = new Uint32Array(1);
const float = new Float32Array(bits.buffer);
