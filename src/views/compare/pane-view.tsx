import { useRef } from 'react';
import { baseIndex, isPending, type Pane, paneStep } from '../../state/compare-slice.ts';
import { paneLetters } from '../../state/pane-labels.ts';
import type { DecodeTrace } from '../../trace/types.ts';
import { TokenCanvas } from '../canvas/token-canvas.tsx';
import { errorMessage } from '../error-message.ts';
import { MenuButton } from '../menu-button.tsx';
import { useActions, useWatch, useWatchStore, useWords } from '../watch-context.ts';
import { PaneEditor } from './pane-editor.tsx';

interface PaneViewProps {
  readonly pane: Pane;
  readonly index: number;
  /** What tells it from the others. */
  readonly label: string;
  /** The decodes of all panes. */
  readonly traces: readonly DecodeTrace[];
}

/** One decode of the comparison: what it is, how far it is, its canvas at the common cursor. */
export function PaneView({ pane, index, label, traces }: PaneViewProps) {
  const t = useWords();
  const letter = paneLetters[index]!;
  const step = useWatch((state) => paneStep(pane, state));
  const colour = useWatch((state) => state.colour);
  const hovered = useWatch((state) => state.hovered);
  const pinned = useWatch((state) => state.pinned);
  const hover = useWatch((state) => state.hover);
  const pin = useWatch((state) => state.pin);
  const layout = useWatch((state) => state.layout);
  const base = useWatch((state) => (state.marksDifferences ? baseIndex(state) : -1));
  const baseTrace = useWatch((state) => state.panes[base]?.trace ?? null);
  const baseStep = useWatch((state) => (baseTrace === null ? 0 : paneStep(state.panes[base]!, state)));
  const { trace } = pane;
  const against =
    baseTrace === null || base === index
      ? undefined
      : { letter: paneLetters[base]!, trace: baseTrace, cursor: baseStep };
  const grid = layout === 'grid' || (layout === 'auto' && pane.turn === 'running');
  return (
    <section
      className={`panel pane series-${index + 1}`}
      aria-label={t('Pane {{letter}}: {{label}}', { letter, label })}
    >
      <div className="pane-head">
        <span className="letter">{letter}</span>
        <h2 title={label}>{label}</h2>
        <PaneStatus pane={pane} step={step} />
        <PaneEditor pane={pane} letter={letter} />
        <PaneMenu pane={pane} letter={letter} />
      </div>
      {pane.failure !== null && (
        <p className="problem pane-failure">
          {errorMessage(pane.failure, t)} {t.core(pane.failure.remedy)}
        </p>
      )}
      {pane.notes.length > 0 && (
        <p className="small muted pane-failure">{pane.notes.map((note) => t.core(note)).join(' ')}</p>
      )}
      <div className="canvas-scroll">
        {trace === null ? (
          <p className="muted pane-empty">{t('Nothing decoded yet.')}</p>
        ) : (
          <TokenCanvas
            trace={trace}
            cursor={step}
            grid={grid}
            colour={colour}
            active={hovered ?? pinned}
            against={against}
            beside={traces}
            pinned={pinned}
            label={t('Tokens of pane {{letter}}', { letter })}
            onHover={hover}
            onPin={pin}
          />
        )}
      </div>
    </section>
  );
}

/** Waiting, running with a bar, or the steps shown; and whether the settings have moved on. */
function PaneStatus({ pane, step }: { readonly pane: Pane; readonly step: number }) {
  const t = useWords();
  const pending = useWatch((state) => isPending(pane, state.promptText));
  const { turn, trace } = pane;
  const end = trace?.steps.length ?? 0;
  if (turn === 'waiting') return <span className="pane-status small muted">{t('waiting')}</span>;
  if (turn === 'running') {
    const planned = Math.max(pane.settings.steps, end);
    return (
      <span className="pane-status small muted">
        <progress value={end} max={planned} aria-label={t('Steps decoded')} /> {end} / {planned}
      </span>
    );
  }
  if (trace === null) return <span className="pane-status small muted">{t('not run')}</span>;
  return (
    <span className="pane-status small muted">
      {pending && <strong>{trace.finish === 'stopped' ? t('stopped') : t('settings changed')} · </strong>}
      {trace.finish === 'stalled' && <strong>{t('stalled')} · </strong>}
      {t('step {{step}} of {{end}}', { step, end })}
    </span>
  );
}

/** What can be done with a pane. */
function PaneMenu({ pane, letter }: { readonly pane: Pane; readonly letter: string }) {
  const t = useWords();
  const store = useWatchStore();
  const { runPanes, openInPane } = useActions();
  const file = useRef<HTMLInputElement>(null);
  const idle = useWatch(({ run, comparing }) => run === 'idle' && comparing === 'idle');
  const canRun = useWatch(({ model }) => model.phase === 'ready') && idle;
  const watched = useWatch((state) => state.trace);
  const { trace } = pane;
  const openInWatch = (): void => {
    if (trace === null) return;
    const { show, adopt, setPlace } = store.getState();
    show(trace, 'compare', 'end');
    adopt(trace);
    setPlace('watch');
  };
  const actions = [
    canRun && { label: t('Run this pane'), onSelect: () => runPanes(pane.id) },
    idle && trace !== null && { label: t('Open in Watch'), onSelect: openInWatch },
    idle &&
      watched !== null &&
      watched.steps.length > 0 && {
        label: t('Put the decode of Watch here'),
        onSelect: () => store.getState().putInPane(pane.id, watched),
      },
    idle && { label: t('Open a trace here'), onSelect: () => file.current?.click() },
    idle && { label: t('Remove the pane'), onSelect: () => store.getState().removePane(pane.id) },
  ];
  return (
    <span className="pane-menu">
      <MenuButton
        label="⋯"
        name={t('Actions of pane {{letter}}', { letter })}
        disabled={!idle}
        items={actions.filter((action) => action !== false)}
      />
      <input
        ref={file}
        type="file"
        accept=".json,.npy,.txt,application/json,text/plain"
        hidden
        aria-label={t('Trace file for pane {{letter}}', { letter })}
        onChange={(event) => {
          const chosen = event.target.files?.[0];
          if (chosen !== undefined) openInPane(pane.id, chosen);
          event.target.value = '';
        }}
      />
    </span>
  );
}
