/** Pieces of the files that are written, with a check of what they hold. */
import { readSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';

/** `count` runs of `bytes` bytes, `stride` from the start of each to that of the next. */
export interface Region {
  /** Index in `Work.files`. */
  readonly file: number;
  readonly offset: number;
  readonly bytes: number;
  readonly stride: number;
  readonly count: number;
  /** CRC-32 of the runs, one after the other. */
  readonly check: number;
}

/**
 * Writes runs, each `bytes` long and standing `from` + i · `step` in `buffer`.
 * @param descriptor of the file.
 */
export function writeRuns(
  descriptor: number,
  buffer: Uint8Array,
  from: number,
  step: number,
  place: Omit<Region, 'check'>,
): Region {
  let check = 0;
  for (let i = 0; i < place.count; i++) {
    const run = buffer.subarray(from + i * step, from + i * step + place.bytes);
    writeAt(descriptor, run, place.offset + i * place.stride);
    check = crc32(run, check);
  }
  return { ...place, check };
}

export function writeAt(descriptor: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length; ) {
    done += writeSync(descriptor, bytes, done, bytes.length - done, position + done);
  }
}

/** Fills `bytes` as far as the file goes; returns how far. */
export function readAt(descriptor: number, bytes: Uint8Array, position: number): number {
  let done = 0;
  for (let count = -1; done < bytes.length && count !== 0; done += count) {
    count = readSync(descriptor, bytes, done, bytes.length - done, position + done);
  }
  return done;
}

/** Whether the file still holds what was written there. @param block at least one byte of scratch. */
export function holds(descriptor: number, region: Region, block: Uint8Array): boolean {
  let check = 0;
  for (let i = 0; i < region.count; i++) {
    const start = region.offset + i * region.stride;
    for (let done = 0; done < region.bytes; ) {
      const part = block.subarray(0, Math.min(block.length, region.bytes - done));
      if (readAt(descriptor, part, start + done) < part.length) return false;
      check = crc32(part, check);
      done += part.length;
    }
  }
  return check === region.check;
}
