/**
 * What of a conversion is done, a line for each segment, so that a later process goes on from there. Segments are
 * entered in their order and after their bytes were written, so that the lines say all: the first n are done.
 */
import { closeSync, existsSync, ftruncateSync, openSync, readFileSync } from 'node:fs';
import * as v from 'valibot';
import type { SegmentResult } from './hand.ts';
import { writeAt } from './region.ts';

export interface Entry extends Pick<SegmentResult, 'regions' | 'errors'> {
  /** State of the shard's digest behind the segment; `null` where none is computed. */
  readonly digest: string | null;
}

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const amount = v.pipe(v.number(), v.finite(), v.minValue(0));
const headSchema = v.strictObject({ journal: v.literal(1), request: v.string() });
const regionSchema = v.pipe(
  v.strictTuple([whole, whole, whole, whole, whole, whole]),
  v.transform(([file, offset, bytes, stride, count, check]) => ({ file, offset, bytes, stride, count, check })),
);
const errorSchema = v.pipe(
  v.strictTuple([whole, amount, amount, amount]),
  v.transform(
    ([consumer, squares, errorSquares, largestSquare]) => [consumer, { squares, errorSquares, largestSquare }] as const,
  ),
);
const entrySchema = v.strictObject({
  segment: whole,
  regions: v.array(regionSchema),
  errors: v.array(errorSchema),
  digest: v.nullable(v.pipe(v.string(), v.base64())),
});

export class Journal {
  private readonly file: number;
  private readonly done: Entry[];
  /** Where each entry's line ends, byte. */
  private readonly ends: number[];
  private readonly headBytes: number;

  /**
   * Reads what is there as far as it is sound, and drops the rest: a line that a crash cut short, and what follows.
   * @param request what the conversion is to do. Entries of another request are dropped too; see `isOfRequest`.
   */
  constructor(path: string, request: string) {
    const found = existsSync(path) ? readFileSync(path, 'utf8') : '';
    const head = `${JSON.stringify({ journal: 1, request })}\n`;
    this.headBytes = head.length;
    const { entries, ends } = found.startsWith(head) ? soundEntries(found, head.length) : { entries: [], ends: [] };
    this.done = entries;
    this.ends = ends;
    this.file = openSync(path, found === '' ? 'w+' : 'r+');
    writeAt(this.file, Buffer.from(head), 0);
    ftruncateSync(this.file, this.end);
  }

  /** Of the first segments, in their order. */
  get entries(): readonly Entry[] {
    return this.done;
  }

  append(entry: Entry): void {
    const line = Buffer.from(`${encode(this.done.length, entry)}\n`);
    writeAt(this.file, line, this.end);
    this.ends.push(this.end + line.length);
    this.done.push(entry);
  }

  /** Forgets all segments from this one on. */
  cut(segment: number): void {
    if (segment >= this.done.length) return;
    this.done.length = segment;
    this.ends.length = segment;
    ftruncateSync(this.file, this.end);
  }

  close(): void {
    closeSync(this.file);
  }

  private get end(): number {
    return this.ends.at(-1) ?? this.headBytes;
  }
}

/** Whether a journal at this path has entries of this request. */
export function isOfRequest(path: string, request: string): boolean {
  if (!existsSync(path)) return false;
  const [first = ''] = readFileSync(path, 'utf8').split('\n', 1);
  const head = v.safeParse(headSchema, parsed(first));
  return head.success && head.output.request === request;
}

/** All is ASCII, so that characters are bytes. */
function soundEntries(text: string, from: number): { entries: Entry[]; ends: number[] } {
  const entries: Entry[] = [];
  const ends: number[] = [];
  for (let start = from; ; ) {
    const end = text.indexOf('\n', start);
    const result = v.safeParse(entrySchema, end < 0 ? undefined : parsed(text.slice(start, end)));
    if (!result.success || result.output.segment !== entries.length) return { entries, ends };
    const { regions, errors, digest } = result.output;
    entries.push({ regions, errors, digest });
    start = end + 1;
    ends.push(start);
  }
}

function encode(segment: number, { regions, errors, digest }: Entry): string {
  return JSON.stringify({
    segment,
    regions: regions.map(({ file, offset, bytes, stride, count, check }) => [
      file,
      offset,
      bytes,
      stride,
      count,
      check,
    ]),
    errors: errors.map(([consumer, sums]) => [consumer, sums.squares, sums.errorSquares, sums.largestSquare]),
    digest,
  });
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
