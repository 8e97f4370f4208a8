/** The one place that wires engine → store → views. */
import '@fontsource-variable/inter';
import '@fontsource-variable/jetbrains-mono';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/page.css';
import './styles/panels.css';
import './styles/canvas.css';
import './styles/compare.css';
import './styles/exports.css';
import './styles/explain.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createEngine } from '../engine/client.ts';
import { createWatchStore } from '../state/store.ts';
import { WatchPage } from '../views/watch-page.tsx';
import { createActions } from './actions.ts';
import { createExporter } from './export/exporter.ts';
import { preferredLanguage, speak } from './language.ts';
import { keepLastRun, readLastRun } from './last-run.ts';
import { createModelLoading } from './model-loading.ts';
import { startPlaybackClock } from './playback-clock.ts';
import { keepPreferences } from './preferences.ts';
import { createTraceFiles } from './trace-files.ts';

const store = createWatchStore();
const engine = createEngine();
const loading = createModelLoading(store, engine, new URL('models/pocket/', document.baseURI).href);
const actions = createActions(store, engine, loading, createTraceFiles());

keepPreferences(store);
startPlaybackClock(store);
await speak(store, preferredLanguage());

createRoot(document.getElementById('app')!).render(
  <StrictMode>
    <WatchPage watch={{ store, actions, exporter: createExporter(store) }} />
  </StrictMode>,
);

actions.loadModel();
const lastRun = await readLastRun();
if (lastRun === null) actions.playExample();
else {
  store.getState().show(lastRun, 'last-run', 'end');
  store.getState().adopt(lastRun);
}

// A tab that is closed during a run keeps the steps made so far.
document.addEventListener('visibilitychange', () => {
  const { trace, run } = store.getState();
  if (document.visibilityState === 'hidden' && run !== 'idle' && trace !== null) void keepLastRun(trace);
});
