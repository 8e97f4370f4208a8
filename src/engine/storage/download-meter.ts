/** Counts a download over all its files. */
import type { ModelFile } from '../../model/manifest.ts';
import type { DownloadProgress } from './model-storage.ts';
import type { FileProgress } from './store-file.ts';
import { createTransferRate } from './transfer-rate.ts';

export interface DownloadMeter {
  /** Another tab downloads the model. */
  wait(): void;
  /** @param bytesDone of a file, on the disk. */
  begin(files: readonly ModelFile[], bytesDone: (file: ModelFile) => Promise<number>): Promise<void>;
  /** What takes the progress of a file. */
  of(file: ModelFile): FileProgress;
  /** @param now in milliseconds, never earlier than before. */
  progress(now: number): DownloadProgress;
}

export function createDownloadMeter(): DownloadMeter {
  const done = new Map<string, number>();
  const verified = new Map<string, number>();
  let before: 'manifest' | 'waiting' | null = 'manifest';
  let totalBytes = 0;
  let received = 0;
  let measured: DownloadProgress['phase'] = before;
  let rate = createTransferRate();
  return {
    wait() {
      before = 'waiting';
    },
    async begin(files, bytesDone) {
      for (const file of files) {
        totalBytes += file.bytes;
        done.set(file.sha256, await bytesDone(file));
      }
      before = null;
    },
    of: ({ sha256 }) => ({
      onBytes(bytes, more) {
        done.set(sha256, bytes);
        received += more;
      },
      onVerified: (bytes) => verified.set(sha256, bytes),
    }),
    progress(now) {
      const bytes = sum(done.values());
      const verifiedBytes = sum(verified.values());
      const phase = before ?? (bytes < totalBytes ? 'download' : 'verify');
      if (phase !== measured) rate = createTransferRate();
      measured = phase;
      rate.add(phase === 'verify' ? verifiedBytes : received, now);
      const bytesPerSecond = rate.bytesPerSecond();
      const left = totalBytes - (phase === 'verify' ? verifiedBytes : bytes);
      const secondsLeft = bytesPerSecond === 0 ? null : left / bytesPerSecond;
      return { phase, bytes, totalBytes, verifiedBytes, bytesPerSecond, secondsLeft };
    },
  };
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
