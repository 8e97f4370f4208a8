/** A stretch of a tensor: what one call of a worker makes and writes. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { fillNormal, normalTable, type TensorKey } from './normal-bits.ts';

export interface Stretch {
  readonly path: string;
  /** Of the tensor's first element in the file. */
  readonly offset: number;
  readonly key: TensorKey;
  readonly mean: number;
  readonly deviation: number;
  /** Even. */
  readonly start: number;
  readonly count: number;
}

/** Elements of one stretch; 16 MiB. */
export const STRETCH_ELEMENTS = 2 ** 23;

/** One table for each distribution: a checkpoint has about four. */
const tables = new Map<string, Uint16Array>();

export function writeStretch({ path, offset, key, mean, deviation, start, count }: Stretch): void {
  const name = `${mean} ${deviation}`;
  const table = tables.get(name) ?? normalTable(mean, deviation);
  tables.set(name, table);
  const values = new Uint16Array(count);
  fillNormal(values, table, key, start);
  const bytes = new Uint8Array(values.buffer);
  const file = openSync(path, 'r+');
  try {
    for (let done = 0; done < bytes.length; ) {
      done += writeSync(file, bytes, done, bytes.length - done, offset + start * 2 + done);
    }
  } finally {
    closeSync(file);
  }
}
