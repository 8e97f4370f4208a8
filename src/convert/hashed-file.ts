/** A file that is hashed while it is written. */
import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelFile } from '../model/manifest.ts';

export class HashedFile {
  private readonly name: string;
  private readonly file: number;
  private readonly hash = createHash('sha256');
  private bytes = 0;

  constructor(folder: string, name: string) {
    this.name = name;
    this.file = openSync(join(folder, name), 'wx');
  }

  /** Bytes written so far: the offset of what comes next. */
  get length(): number {
    return this.bytes;
  }

  write(block: Uint8Array): void {
    for (let done = 0; done < block.length; ) done += writeSync(this.file, block, done);
    this.hash.update(block);
    this.bytes += block.length;
  }

  close(): ModelFile {
    closeSync(this.file);
    return { name: this.name, bytes: this.bytes, sha256: this.hash.digest('hex') };
  }
}

/** Lower-case hex SHA-256 of the concatenation of files. */
export function sha256OfFiles(paths: readonly string[]): string {
  const hash = createHash('sha256');
  const block = new Uint8Array(2 ** 22);
  for (const path of paths) {
    const file = openSync(path, 'r');
    try {
      for (let count = -1; count !== 0; ) {
        count = readSync(file, block, 0, block.length, null);
        hash.update(block.subarray(0, count));
      }
    } finally {
      closeSync(file);
    }
  }
  return hash.digest('hex');
}
