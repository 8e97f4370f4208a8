/** Parts of the page whose code comes when they are first shown. */
import { type ComponentType, type LazyExoticComponent, lazy, useEffect, useState } from 'react';
import type { WatchState } from '../state/store.ts';
import { useWatchStore } from './watch-context.ts';

interface Wanted<P> {
  readonly load: () => Promise<ComponentType<P>>;
  readonly close: ((state: WatchState) => void) | undefined;
}

/**
 * A part to be shown under a `Suspense`. Where its code cannot be had – the server is gone, or has another version of the
 * page – it is tried once more at once; then nothing is shown in its place, and it is asked for again the next time. `React.lazy` alone would take down the
 * whole page, with the decode on it. What the page says of it: see `app/missing-code.ts`.
 * @param close what opened the part is told that it is not there.
 */
export function later<P extends object>(
  load: Wanted<P>['load'],
  close?: Wanted<P>['close'],
): LazyExoticComponent<ComponentType<P>> {
  const again: ComponentType<P> = (props) => <AskedAgain wanted={{ load, close }} props={props} />;
  return lazy(async () => ({ default: await load().catch(() => again) }));
}

function AskedAgain<P extends object>({ wanted, props }: { readonly wanted: Wanted<P>; readonly props: P }) {
  const store = useWatchStore();
  const [Part, setPart] = useState<ComponentType<P> | null>(null);
  const { load, close } = wanted;
  useEffect(() => {
    load().then(
      (part) => setPart(() => part),
      () => close?.(store.getState()),
    );
  }, [load, close, store]);
  return Part && <Part {...props} />;
}
