/** Work that runs beside other work. */

/**
 * Runs `work` for every item, `most` at once, begun in order. The first failure stops the others, and is thrown when
 * all have ended: then nothing runs any more.
 * @param work is given a signal that says stop: it comes with `signal`, and with a failure of another.
 */
export async function inParallel<T>(
  items: readonly T[],
  most: number,
  signal: AbortSignal,
  work: (item: T, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const waiting = [...items];
  let failure: { readonly thrown: unknown } | undefined;
  const run = async () => {
    try {
      for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item, either);
    } catch (thrown) {
      failure ??= { thrown };
      waiting.length = 0;
      stop.abort();
    }
  };
  await Promise.all(Array.from({ length: most }, run));
  if (failure !== undefined) throw failure.thrown;
}

/** @returns runs one work at a time, in the order they came. */
export function createTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(work);
    last = turn.catch(() => {});
    return turn;
  };
}
