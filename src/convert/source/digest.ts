/** Hashes that a repository gives for its files, computed while a file streams by. */
import { createHash } from 'node:crypto';
import { createSHA1, createSHA256 } from 'hash-wasm';

/**
 * `sha256` of the bytes, as Git LFS names a large file; `git-sha1` of `blob <size>\0` and the bytes, as git names any
 * other.
 */
export interface Digest {
  readonly algorithm: 'sha256' | 'git-sha1';
  /** Lower case. */
  readonly hex: string;
}

export function matchesDigest({ algorithm, hex }: Digest, bytes: Uint8Array): boolean {
  const hash = algorithm === 'sha256' ? createHash('sha256') : createHash('sha1').update(blobHead(bytes.length));
  return hash.update(bytes).digest('hex') === hex;
}

/** A digest in the making, whose state can be written down and taken up by another process. */
export interface RunningDigest {
  update(bytes: Uint8Array): void;
  /** Base64. */
  save(): string;
  /** Ends it. */
  matches(): boolean;
}

/**
 * @param fileBytes length of the whole file.
 * @param state of `save`, to go on from. @throws Error if it is no such state.
 */
export async function runningDigest(
  { algorithm, hex }: Digest,
  fileBytes: number,
  state?: string,
): Promise<RunningDigest> {
  const hasher = await (algorithm === 'sha256' ? createSHA256() : createSHA1());
  if (state !== undefined) hasher.load(Buffer.from(state, 'base64'));
  else {
    hasher.init();
    if (algorithm === 'git-sha1') hasher.update(blobHead(fileBytes));
  }
  return {
    update: (bytes) => void hasher.update(bytes),
    save: () => Buffer.from(hasher.save()).toString('base64'),
    matches: () => hasher.digest('hex') === hex,
  };
}

function blobHead(bytes: number): Uint8Array {
  return Buffer.from(`blob ${bytes}\0`);
}
