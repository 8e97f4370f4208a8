/** The one place that wires engine → store → views. */
import { type ReactNode, StrictMode, startTransition, useEffect } from 'react';
import { createRoot } from 'react-dom/client';
import { createEngine } from '../engine/client.ts';
import { createWatchStore } from '../state/store.ts';
import { WatchPage } from '../views/watch-page.tsx';
import { createActions } from './actions.ts';
import { createAddress } from './address.ts';
import { keepDrafts } from './drafts.ts';
import { createExporter } from './export/exporter.ts';
import { preferredLanguage, speak } from './language.ts';
import { keepLastComparison } from './last-comparison.ts';
import { createLibrary } from './library.ts';
import { tellOfMissingCode } from './missing-code.ts';
import { createModelLoading } from './model-loading.ts';
import { createOpening } from './opening.ts';
import { startPlaybackClock } from './playback-clock.ts';
import { keepPreferences } from './preferences.ts';
import { createShowing } from './showing.ts';
import { createTraceFiles } from './trace-files.ts';

const store = createWatchStore();
const engine = createEngine();
const pocket = { kind: 'url', url: new URL('models/pocket/', document.baseURI).href } as const;
const loading = createModelLoading(store, engine, pocket);
const files = createTraceFiles();
const opening = createOpening(store);
const library = createLibrary(store, files, opening);
const showing = createShowing(store, files, library, opening);
const actions = createActions(store, engine, loading, files, library, opening, showing);
const address = createAddress(store, showing, opening, actions.loadModel);

tellOfMissingCode(opening);
keepPreferences(store);
keepLastComparison(store);
startPlaybackClock(store);
await speak(store, preferredLanguage());

// A transition renders in slices; what changed the store meanwhile would make React begin anew, in one piece.
await new Promise<void>((resolve) => {
  const root = createRoot(document.getElementById('app')!);
  startTransition(() =>
    root.render(
      <StrictMode>
        <Shown onShown={resolve}>
          <WatchPage watch={{ store, actions, exporter: createExporter(store) }} />
        </Shown>
      </StrictMode>,
    ),
  );
});

await library.start();
// What a visitor opened while the page was still starting stays.
const said = opening.begun() || address.open();
void loading.load();
if (!said) {
  const last = store.getState().runs.find(({ origin }) => origin === 'run');
  if (last === undefined) actions.playExample();
  else actions.openRun(last.id);
}
address.follow();

keepDrafts(store, library);

/** Says when its content is on the page. */
function Shown({ onShown, children }: { readonly onShown: () => void; readonly children: ReactNode }): ReactNode {
  useEffect(onShown, [onShown]);
  return children;
}
