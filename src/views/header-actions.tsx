import { useRef } from 'react';
import { paneLetters } from '../state/pane-labels.ts';
import { type Theme, themes } from '../state/view-slice.ts';
import { type Language, languages, type Phrase } from '../words/words.ts';
import { Menu } from './controls/menu.tsx';
import { TourOffer } from './explain/tour-offer.tsx';
import { LibraryButtons } from './library/library-dialogs.tsx';
import { MenuButton } from './menu-button.tsx';
import { useMedia } from './use-media.ts';
import { useActions, useExporter, useWatch, useWords } from './watch-context.ts';

/** What can be done from everywhere: in a row, or behind one button where there is no room for it. */
export function HeaderActions() {
  const t = useWords();
  const { openTrace } = useActions();
  const fileInput = useRef<HTMLInputElement>(null);
  const narrow = useMedia('(max-width: 1279px)');
  const all = (
    <>
      <TourOffer />
      <FileActions chooseFile={() => fileInput.current?.click()} />
      <Preferences named={narrow} />
    </>
  );
  return (
    <div className="header-actions">
      <input
        ref={fileInput}
        type="file"
        multiple
        accept=".json,.gz,.npy,.txt,.html,.svg,.png,.gif,.csv,application/json,application/gzip,text/plain"
        hidden
        aria-label={t('Trace file')}
        onChange={(event) => {
          const [file, ...others] = event.target.files ?? [];
          if (file !== undefined) openTrace(file, ...others);
          event.target.value = '';
        }}
      />
      {narrow ? (
        <Menu label="⋯" name={t('More')} align="end" className="button">
          {all}
        </Menu>
      ) : (
        all
      )}
    </div>
  );
}

function FileActions({ chooseFile }: { readonly chooseFile: () => void }) {
  const t = useWords();
  return (
    <>
      <button type="button" className="button" aria-label={t('Open a trace')} onClick={chooseFile}>
        {t('Open')}
      </button>
      <ExportMenu />
      <LibraryButtons />
    </>
  );
}

function ExportMenu() {
  const compares = useWatch((state) => state.place === 'compare');
  return compares ? <ComparisonExportMenu /> : <DecodeExportMenu />;
}

/** The decodes of a comparison as one figure, and each as a file. */
function ComparisonExportMenu() {
  const t = useWords();
  const panes = useWatch((state) => state.panes);
  const idle = useWatch((state) => state.comparing === 'idle');
  const { saveTrace } = useActions();
  const setExporting = useWatch((state) => state.setExporting);
  const traces = panes.flatMap(({ trace }, index) =>
    trace === null || trace.steps.length === 0
      ? []
      : [
          {
            label: t('Trace of pane {{letter}} (JSON)', { letter: paneLetters[index]! }),
            onSelect: () => saveTrace(trace),
          },
        ],
  );
  const figure = {
    label: t('Figure sheet …'),
    hint: t('all panes, for a paper'),
    onSelect: () => setExporting('comparison'),
  };
  return (
    <MenuButton
      label={t('Export')}
      className="button"
      disabled={!idle || traces.length === 0}
      items={[figure, ...traces]}
    />
  );
}

/** The decode on screen as a file. */
function DecodeExportMenu() {
  const t = useWords();
  const trace = useWatch((state) => state.trace);
  const { saveTrace } = useActions();
  const { savePage } = useExporter();
  const setExporting = useWatch((state) => state.setExporting);
  const items = [
    { label: t('Trace (JSON)'), hint: t('everything, opens again'), onSelect: () => saveTrace() },
    {
      label: t('Web page (HTML)'),
      hint: t('plays anywhere, opens again'),
      onSelect: () => trace !== null && void savePage(trace),
    },
    { label: t('Film (GIF) …'), hint: t('for slides and chats'), onSelect: () => setExporting('gif') },
    { label: t('Figure sheet …'), hint: t('for a paper'), onSelect: () => setExporting('figure') },
  ];
  return (
    <MenuButton
      label={t('Export')}
      className="button"
      disabled={trace === null || trace.steps.length === 0}
      items={items}
    />
  );
}

/** Each in its own language. */
const languageNames: Record<Language, string> = { en: 'English', zh: '中文' };

const themeNames: Record<Theme, Phrase> = { system: 'System', light: 'Light', dark: 'Dark' };

/** How the page looks and speaks, and its help; `named`: with a word instead of a sign. */
function Preferences({ named }: { readonly named: boolean }) {
  const t = useWords();
  const theme = useWatch((state) => state.theme);
  const setTheme = useWatch((state) => state.setTheme);
  const setHelpOpen = useWatch((state) => state.setHelpOpen);
  const { speak } = useActions();
  return (
    <>
      <select
        className="select"
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
        title={t('Help (?)')}
        aria-label={t('Help')}
        onClick={() => setHelpOpen(true)}
      >
        {named ? t('Help') : '?'}
      </button>
    </>
  );
}
