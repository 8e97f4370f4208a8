import { useRef } from 'react';
import { type Theme, themes } from '../state/view-slice.ts';
import { type Language, languages, type Phrase } from '../words/words.ts';
import { useActions, useWatch, useWords } from './watch-context.ts';

/** Each in its own language. */
const languageNames: Record<Language, string> = { en: 'English', zh: '中文' };

const themeNames: Record<Theme, Phrase> = { system: 'System', light: 'Light', dark: 'Dark' };

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
      <p className="tagline muted">{t('Watch a masked diffusion language model decode')}</p>
      <div className="header-actions">
        <input
          ref={fileInput}
          type="file"
          accept=".json,.npy,.txt,application/json,text/plain"
          hidden
          aria-label={t('Trace file')}
          onChange={(event) => {
            const file = event.target.files?.[0];
            if (file !== undefined) openTrace(file);
            event.target.value = '';
          }}
        />
        <button
          type="button"
          className="button"
          aria-label={t('Open a trace')}
          onClick={() => fileInput.current?.click()}
        >
          {t('Open')}
        </button>
        <button
          type="button"
          className="button"
          aria-label={t('Save the trace')}
          disabled={!hasTrace}
          onClick={saveTrace}
        >
          {t('Save')}
        </button>
        <select
          className="select theme"
          aria-label={t('Theme')}
          value={theme}
          onChange={(event) => setTheme(event.target.value as Theme)}
        >
          {themes.map((value) => (
            <option key={value} value={value}>
              {t(themeNames[value])}
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
          title={t('Keys (?)')}
          aria-label={t('Keys')}
          onClick={() => setHelpOpen(true)}
        >
          ?
        </button>
      </div>
    </header>
  );
}
