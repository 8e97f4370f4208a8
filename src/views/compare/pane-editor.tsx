import type { Pane } from '../../state/compare-slice.ts';
import { changeSettings, withOption, withStrategy } from '../../state/settings-slice.ts';
import { SettingsFields } from '../controls/settings-panel.tsx';
import { useWatch, useWords } from '../watch-context.ts';

/** The settings of one pane, under a button. */
export function PaneEditor({ pane, letter }: { readonly pane: Pane; readonly letter: string }) {
  const t = useWords();
  const changePane = useWatch((state) => state.changePane);
  const { id, settings } = pane;
  return (
    <details
      className="menu"
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) event.currentTarget.open = false;
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        event.currentTarget.open = false;
        event.currentTarget.querySelector('summary')?.focus();
      }}
    >
      <summary className="button quiet" aria-label={t('Settings of pane {{letter}}', { letter })}>
        {t('Settings')}
      </summary>
      <div className="menu-body pane-editor" tabIndex={-1}>
        <SettingsFields
          settings={settings}
          change={(part) => changePane(id, changeSettings(settings, part))}
          chooseStrategy={(strategy) => changePane(id, withStrategy(settings, strategy))}
          setOption={(name, value) => changePane(id, withOption(settings, name, value))}
          shared
        />
      </div>
    </details>
  );
}
