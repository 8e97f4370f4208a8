/** Logits of many kinds, and the questions asked of them: what both decode heads are held against each other with. */
import { defaultSampling } from '../../../src/decode/request.ts';
import type { DrawRule, Sampling, StatsRequest } from '../../../src/decode/types.ts';

/** Token of a slot that holds none. */
export const MASK = 5;

export interface HeadCase {
  readonly vocabularySize: number;
  /** Of the slices but the last, which takes the rest. */
  readonly width: number;
  readonly rows: number;
  /** Rows in front of them in the same buffers, of no distribution. */
  readonly firstRow?: number;
  readonly logits: keyof typeof kinds;
  readonly seed: number;
  readonly candidates?: number;
  readonly sampling?: Partial<Sampling>;
  readonly rule?: DrawRule;
  readonly held?: true;
  readonly gap?: true;
  readonly background?: true;
  /** Shares of the draw for the mask: 0, 1 and others. */
  readonly maskShares?: true;
  /** With the lanes of a GPU that is not emulated, which are slow here. */
  readonly hardware?: true;
  /** On a device that has them. */
  readonly subgroups?: boolean;
  /** A logit to put in, at one id of a row or at all. */
  readonly spoil?: { readonly row: number; readonly id: number | 'all'; readonly logit: number };
}

type Random = () => number;

/** mulberry32. */
function randomOf(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let word = Math.imul(state ^ (state >>> 15), 1 | state);
    word = (word + Math.imul(word ^ (word >>> 7), 61 | word)) ^ word;
    return ((word ^ (word >>> 14)) >>> 0) / 2 ** 32;
  };
}

const bell = (random: Random): number => (random() + random() + random() + random() - 2) * Math.sqrt(3);

/** A logit, from its id. */
const kinds = {
  flat: (random: Random) => 2 * random() - 1,
  bell: (random: Random) => 3 * bell(random) - 7,
  peaked: (random: Random, id: number) => 2.5 * bell(random) + (id % 997 === 3 ? 12 * random() : 0),
  ties: (random: Random) => Math.round(6 * bell(random)) / 2,
  constant: () => 0.3,
  holes: (random: Random) => (random() < 0.7 ? Number.NEGATIVE_INFINITY : 3 * bell(random)),
  signs: (random: Random) => [0, -0, 1e-40, -1e-40, 1, -3.4028235e38, 2 ** -21][Math.floor(random() * 7)]!,
  far: (random: Random) => 5000 + 3 * bell(random) - (random() < 0.1 ? 9000 : 0),
};

export function logitsOf({ vocabularySize, rows, logits: kind, seed, spoil }: HeadCase): Float32Array<ArrayBuffer> {
  const random = randomOf(seed);
  const logits = new Float32Array(rows * vocabularySize);
  for (let i = 0; i < logits.length; i++) logits[i] = kinds[kind](random, i % vocabularySize);
  if (spoil !== undefined) {
    const row = logits.subarray(spoil.row * vocabularySize, (spoil.row + 1) * vocabularySize);
    if (spoil.id === 'all') row.fill(spoil.logit);
    else row[spoil.id] = spoil.logit;
  }
  return logits;
}

export function requestOf({
  rows,
  candidates = 8,
  seed,
  sampling,
  rule,
  maskShares,
  ...asked
}: HeadCase): StatsRequest {
  const random = randomOf(seed + 1);
  return {
    positions: Int32Array.from({ length: rows }, (_, j) => j),
    candidates,
    sampling: { ...defaultSampling, ...sampling },
    uniforms: Float64Array.from({ length: rows }, () => Math.floor(random() * 2 ** 24) / 2 ** 24),
    ...(rule && { rule }),
    ...(maskShares && { maskMass: Float64Array.from({ length: rows }, (_, j) => [0, 1, random()][j % 3]!) }),
    ...(asked.held && { held: true }),
    ...(asked.gap && { gap: true }),
    ...(asked.background && { background: true }),
  };
}
