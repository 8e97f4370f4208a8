import { useRef } from 'react';
import { type Theme, themes } from '../state/view-slice.ts';
import { type Language, languages } from '../words/words.ts';
import { useActions, useWatch, useWords } from './watch-context.ts';

/** Each in its own language. */
const languageNames: Record<Language, string> = { en: 'English', zh: '中文' };

export function Header() {
  const theme = useWatch((state) => state.theme);
  const setTheme = useWatch((state) => state.setTheme);
  const setHelpOpen = useWatch((state) => state.setHelpOpen);
  const hasTrace = useWatch((state) => state.trace !== null && state.trace.steps.length > 0);
  const { openTrace, saveTrace, speak } = useActions();
  const t = useWords();
  const fileInput = useRef<HTMLInputElement>(null);
  return (
    <header className="header">
      <h1>Diffuscope</h1>
      <p className="tagline muted">Watch a masked diffusion language model decode</p>
      <div className="header-actions">
        <input
          ref={fileInput}
          type="file"
          accept=".json,.npy,.txt,application/json,text/plain"
          hidden
          aria-label="Trace file"
          onChange={(event) => {
            const file = event.target.files?.[0];
            if (file !== undefined) openTrace(file);
            event.target.value = '';
          }}
        />
        <button type="button" className="button" aria-label="Open a trace" onClick={() => fileInput.current?.click()}>
          Open
        </button>
        <button type="button" className="button" aria-label="Save the trace" disabled={!hasTrace} onClick={saveTrace}>
          Save
        </button>
        <select
          className="select theme"
          aria-label="Theme"
          value={theme}
          onChange={(event) => setTheme(event.target.value as Theme)}
        >
          {themes.map((value) => (
            <option key={value} value={value}>
              {value[0]!.toUpperCase() + value.slice(1)}
            </option>
          ))}
        </select>
        <select
          className="select"
          aria-label={t('Language')}
          value={t.language}
          onChange={(event) => speak(event.target.value as Language)}
        >
          {languages.map((language) => (
            <option key={language} value={language} lang={language}>
              {languageNames[language]}
            </option>
          ))}
        </select>
        <button
          type="button"
          className="button keys"
          title="Keys (?)"
          aria-label="Keys"
          onClick={() => setHelpOpen(true)}
        >
          ?
        </button>
      </div>
    </header>
  );
}
