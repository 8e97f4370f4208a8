import { memo, useState } from 'react';
import { type KeptRun, strategyLabel } from '../../state/kept-run.ts';
import { EMBEDDED } from '../../state/model-slice.ts';
import { dateFormat } from '../date-format.ts';
import { useActions, useWatch, useWords } from '../watch-context.ts';
import { Facts } from './facts.tsx';
import { Thumbnail } from './gallery-dialog.tsx';

/** One kept run: its picture opens it, its name and note are written in place. */
export const RunRow = memo(function RunRow({ run }: { readonly run: KeptRun }) {
  const t = useWords();
  const openDialog = useWatch((state) => state.openDialog);
  const { openRun, changeRun, saveRun, deleteRun } = useActions();
  const { id, promptText } = run;
  const title = run.name || promptText.slice(0, 60) || t('No prompt');
  return (
    <li className="run-row">
      <button
        type="button"
        className="run-open"
        aria-label={t('Open {{name}}', { name: title })}
        onClick={() => {
          openDialog(null);
          openRun(id);
        }}
      >
        <Thumbnail map={run.map} width={96} height={64} />
      </button>
      <div className="run-text">
        <RunField
          label={t('Name')}
          value={run.name}
          placeholder={promptText || t('No prompt')}
          onCommit={(name) => changeRun(id, { name })}
        />
        <p className="small muted">
          <Facts facts={useFacts(run)} />
        </p>
        <RunField
          label={t('Note')}
          value={run.note}
          placeholder={t('Add a note')}
          onCommit={(note) => changeRun(id, { note })}
        />
      </div>
      <div className="run-actions">
        <button
          type="button"
          className="button"
          aria-label={t('Save {{name}}', { name: title })}
          onClick={() => saveRun(id)}
        >
          {t('Save')}
        </button>
        <button
          type="button"
          className="button"
          aria-label={t('Delete {{name}}', { name: title })}
          onClick={() => deleteRun(id)}
        >
          {t('Delete')}
        </button>
      </div>
    </li>
  );
});

function useFacts({
  origin,
  model,
  strategy,
  temperature,
  seed,
  steps,
  canvasLength,
  finish,
  arNess,
  createdAt,
}: KeptRun): readonly string[] {
  const t = useWords();
  const date = dateFormat(t.language).format(new Date(createdAt));
  const ends = {
    complete: null,
    stopped: t('stopped'),
    stalled: t('stalled'),
    failed: t('failed'),
  };
  return [
    model === undefined || model.id === EMBEDDED ? null : model.label,
    t.core(strategyLabel(strategy)),
    `T ${temperature}`,
    t('seed {{seed}}', { seed }),
    t('{{count}} positions', { count: canvasLength }),
    t('{{count}} steps', { count: steps }),
    ends[finish],
    arNess === null ? null : t('AR-ness {{value}}', { value: arNess.toFixed(2) }),
    origin === 'file' ? t('from a file') : null,
    date,
  ].filter((fact) => fact !== null);
}

interface RunFieldProps {
  readonly label: string;
  readonly value: string;
  readonly placeholder: string;
  readonly onCommit: (value: string) => void;
}

const MOST_CHARACTERS = 500;

/** Kept when the field is left or Enter is pressed; Esc brings the old text back. */
function RunField({ label, value, placeholder, onCommit }: RunFieldProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const commit = () => {
    const text = draft?.trim() ?? value;
    if (text !== value) onCommit(text);
    setDraft(null);
  };
  return (
    <input
      className="input run-field"
      aria-label={label}
      dir="auto"
      placeholder={placeholder}
      maxLength={MOST_CHARACTERS}
      value={draft ?? value}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit();
        if (event.key !== 'Escape' || draft === null) return;
        event.preventDefault();
        setDraft(null);
      }}
    />
  );
}
