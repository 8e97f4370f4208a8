/** The SHA-256 of what lies on the disk, read in pieces: a file of any size takes a megabyte of memory. */
import { createSHA256 } from 'hash-wasm';
import { throwIfAborted } from './retry.ts';
import type { SyncFile } from './sync-file.ts';

const PIECE_BYTES = 2 ** 20;

/**
 * @param onBytes told how many bytes are hashed.
 * @returns 64 lower-case hex digits.
 * @throws DiffuscopeError `aborted`
 */
export async function sha256Of(file: SyncFile, signal: AbortSignal, onBytes: (bytes: number) => void): Promise<string> {
  const hasher = await createSHA256();
  const piece = new Uint8Array(PIECE_BYTES);
  const { port1, port2 } = new MessageChannel();
  try {
    for (let at = 0; ; ) {
      const read = file.read(piece, { at });
      if (read === 0) return hasher.digest();
      hasher.update(piece.subarray(0, read));
      at += read;
      onBytes(at);
      // One turn of the event loop, so that a stop that has come is seen.
      await new Promise((resolve) => {
        port1.onmessage = resolve;
        port2.postMessage(null);
      });
      throwIfAborted(signal);
    }
  } finally {
    port1.close();
  }
}
