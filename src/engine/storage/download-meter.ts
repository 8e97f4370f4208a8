/** Counts a download over all its files. */
import type { ModelFile } from '../../model/manifest.ts';
import type { DownloadProgress } from './model-storage.ts';
import { createTransferRate } from './transfer-rate.ts';

export interface DownloadMeter {
  /** @returns whether that is another phase than before. */
  enter(phase: DownloadProgress['phase']): boolean;
  begin(files: readonly ModelFile[], bytesDone: (file: ModelFile) => Promise<number>): Promise<void>;
  /** @param bytes of the file on the disk. @param received since the last call. */
  onBytes(file: ModelFile, bytes: number, received: number): void;
  onVerified(file: ModelFile, bytes: number): void;
  /** @param now in milliseconds, never earlier than before. */
  progress(now: number): DownloadProgress;
}

export function createDownloadMeter(): DownloadMeter {
  const rate = createTransferRate();
  const done = new Map<string, number>();
  const verified = new Map<string, number>();
  let phase: DownloadProgress['phase'] = 'manifest';
  let totalBytes = 0;
  let received = 0;
  return {
    enter(next) {
      const changes = phase !== next;
      phase = next;
      return changes;
    },
    async begin(files, bytesDone) {
      for (const file of files) {
        totalBytes += file.bytes;
        done.set(file.sha256, await bytesDone(file));
      }
    },
    onBytes({ sha256 }, bytes, more) {
      done.set(sha256, bytes);
      received += more;
    },
    onVerified: ({ sha256 }, bytes) => verified.set(sha256, bytes),
    progress(now) {
      rate.add(received, now);
      const bytes = sum(done.values());
      const bytesPerSecond = rate.bytesPerSecond();
      return {
        phase,
        bytes,
        totalBytes,
        verifiedBytes: sum(verified.values()),
        bytesPerSecond,
        secondsLeft: bytesPerSecond === 0 ? null : (totalBytes - bytes) / bytesPerSecond,
      };
    },
  };
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
