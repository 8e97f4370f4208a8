/** How far a load is: the bytes of all files that were opened, together. */
import type { LoadProgress } from './engine.ts';
import type { ModelSource } from './model-source.ts';

export interface LoadingCount {
  /** The same files, counted. */
  readonly source: ModelSource;
  /** A part is ready: what it streamed from disk is there. */
  opened(): void;
}

/** Bytes count when they are in memory: those of an array when it is there, those of a `Blob` with the part that reads it. */
export function countLoading(
  source: ModelSource,
  report: (phase: LoadProgress['phase'], loadedBytes: number) => void,
): LoadingCount {
  let loaded = 0;
  let streaming = 0;
  return {
    source: {
      manifest: source.manifest,
      get fromCache() {
        return source.fromCache;
      },
      problem: () => source.problem(),
      async open(file) {
        const content = await source.open(file, (phase, bytes) => report(phase, loaded + bytes));
        if (content instanceof Blob) streaming += file.bytes;
        else loaded += file.bytes;
        report('session', loaded);
        return content;
      },
    },
    opened() {
      loaded += streaming;
      streaming = 0;
      report('session', loaded);
    },
  };
}
