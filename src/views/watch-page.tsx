import { type DragEvent, Suspense, useDeferredValue, useState } from 'react';
import { Announcer } from './announcer.tsx';
import { CanvasPanel } from './canvas/canvas-panel.tsx';
import { ArNessPanel } from './charts/ar-ness-panel.tsx';
import { HeatPanel } from './charts/heat-panel.tsx';
import { SinkPanel } from './charts/sink-panel.tsx';
import { ModelPanel } from './controls/model-panel.tsx';
import { PromptPanel } from './controls/prompt-panel.tsx';
import { SettingsPanel } from './controls/settings-panel.tsx';
import { Glossary } from './explain/glossary.tsx';
import { Tour } from './explain/tour.tsx';
import { ExportDialogs } from './exports/export-dialogs.tsx';
import { Header } from './header.tsx';
import { Help } from './help.tsx';
import { ImportForm } from './import-form.tsx';
import { Inspector } from './inspector/inspector.tsx';
import { later } from './later.tsx';
import { LibraryDialogs } from './library/library-dialogs.tsx';
import { NoticeBar } from './notice-bar.tsx';
import { OtherRules } from './playback/other-rules.tsx';
import { StepCard } from './playback/step-card.tsx';
import { Timeline } from './playback/timeline.tsx';
import { Transport } from './playback/transport.tsx';
import { useWatchKeys } from './use-watch-keys.ts';
import { useWatch, useWords, type Watch, WatchContext } from './watch-context.ts';

/** What is not seen at first is loaded when somebody goes there. */
const ComparePage = later(
  async () => (await import('./compare/compare-page.tsx')).ComparePage,
  ({ setPlace }) => setPlace('watch'),
);
const StepsPanel = later(async () => (await import('./charts/steps-panel.tsx')).StepsPanel);
const MeasuresPanel = later(async () => (await import('./charts/measures-panel.tsx')).MeasuresPanel);

/** The page: its header, and the place that the reader is in. */
export function WatchPage({ watch }: { readonly watch: Watch }) {
  useWatchKeys(watch);
  const { dragging, ...dropTarget } = useDrop(watch.actions.openTrace);
  return (
    <WatchContext value={watch}>
      <div className={dragging ? 'page dragging' : 'page'} {...dropTarget}>
        <Header />
        <NoticeBar />
        <Place />
        <Help />
        <Glossary />
        <Tour />
        <LibraryDialogs />
        <ImportForm />
        <ExportDialogs />
      </div>
    </WatchContext>
  );
}

function Place() {
  const place = useWatch((state) => state.place);
  if (place === 'watch') return <WatchPlace />;
  return (
    <Suspense fallback={<main className="compare" />}>
      <ComparePage />
    </Suspense>
  );
}

/** Watch: prompt and settings, the canvas with its timeline, the live charts. */
function WatchPlace() {
  return (
    <>
      <main className="watch">
        <CanvasPanel />
        <Playback />
        <div className="panel controls">
          <PromptPanel />
          <SettingsPanel />
          <ModelPanel />
        </div>
        <Inspector />
        <Charts />
      </main>
      <Announcer />
    </>
  );
}

function Playback() {
  const t = useWords();
  return (
    <section className="panel playback" aria-label={t('Playback')}>
      <Timeline />
      <div className="transport-row">
        <Transport />
        <OtherRules />
      </div>
      <StepCard />
    </section>
  );
}

/** The charts follow the canvas in a render of their own, which gives way to pointer and keys. */
function Charts() {
  const tab = useWatch((state) => state.chartTab);
  const trace = useDeferredValue(
    useWatch((state) => state.trace),
    null,
  );
  const cursor = useDeferredValue(
    useWatch((state) => state.cursor),
    0,
  );
  return (
    <div className="charts">
      {trace !== null && (
        <>
          {tab === 'ar-ness' && <ArNessPanel trace={trace} cursor={cursor} />}
          <Suspense fallback={<div className="panel" />}>
            {tab === 'steps' && <StepsPanel trace={trace} cursor={cursor} />}
            {tab === 'measures' && <MeasuresPanel trace={trace} cursor={cursor} />}
          </Suspense>
          <SinkPanel trace={trace} begun={cursor > 0} />
          <HeatPanel trace={trace} cursor={cursor} />
        </>
      )}
    </div>
  );
}

/** A trace file dropped anywhere on the page is opened. */
function useDrop(open: (file: File, ...others: readonly File[]) => void) {
  const [dragging, setDragging] = useState(false);
  return {
    dragging,
    onDragOver: (event: DragEvent) => {
      if (!event.dataTransfer.types.includes('Files')) return;
      event.preventDefault();
      setDragging(true);
    },
    onDragLeave: (event: DragEvent) => {
      if (event.currentTarget === event.target) setDragging(false);
    },
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      setDragging(false);
      const [file, ...others] = event.dataTransfer.files;
      if (file !== undefined) open(file, ...others);
    },
  };
}
