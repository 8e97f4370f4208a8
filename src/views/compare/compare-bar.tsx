import { useId } from 'react';
import { presetPanes } from '../../state/compare-presets.ts';
import type { PresetId } from '../../state/compare-slice.ts';
import { MOST_PANES } from '../../state/compare-slice.ts';
import { settingsProblems } from '../../state/settings-check.ts';
import { NumberField } from '../controls/number-field.tsx';
import { TextField } from '../controls/text-field.tsx';
import { Icon } from '../playback/icons.tsx';
import { usePrompts } from '../use-prompts.ts';
import { useActions, useWatch, useWatchStore, useWords } from '../watch-context.ts';
import { presets } from './presets.ts';

/** What all panes share: presets, prompt, canvas, seed; and the button that decodes. */
export function CompareBar() {
  const id = useId();
  const t = useWords();
  const panes = useWatch((state) => state.panes);
  const promptText = useWatch((state) => state.promptText);
  const setPrompt = useWatch((state) => state.setPrompt);
  const changePanes = useWatch((state) => state.changePanes);
  const addPane = useWatch((state) => state.addPane);
  const comparing = useWatch((state) => state.comparing);
  const own = useWatch((state) => state.settings);
  const contextLength = useWatch(({ model }) => (model.phase === 'ready' ? model.model.manifest.contextLength : null));
  const { runPanes, stopPanes } = useActions();
  const blocked = useBlocked();
  const prompts = usePrompts();
  const shared = panes[0]?.settings ?? own;
  const problems = settingsProblems(shared, contextLength, [], t);
  return (
    <section className="panel compare-bar" aria-label={t('Comparison')}>
      <Presets />
      <div className="compare-shared">
        <div className="field compare-prompt">
          <label htmlFor={id}>{t('Prompt')}</label>
          <input
            id={id}
            className="input"
            spellCheck={false}
            autoComplete="off"
            list={`${id}-examples`}
            value={promptText}
            onChange={(event) => setPrompt(event.target.value)}
          />
          <datalist id={`${id}-examples`}>
            {prompts.map(({ label, prompt }) => (
              <option key={prompt} value={prompt} label={label} />
            ))}
          </datalist>
        </div>
        <NumberField
          label={t('Canvas')}
          value={shared.canvasLength}
          step={1}
          min={1}
          hint={t('Tokens to decode')}
          problem={problems.canvasLength}
          onChange={(canvasLength) => changePanes({ canvasLength: canvasLength ?? Number.NaN })}
        />
        <TextField
          label={t('Seed')}
          value={shared.seed}
          hint={t('The same seed gives the same decode on every machine')}
          problem={problems.seed}
          onChange={(seed) => changePanes({ seed })}
        />
        <button
          type="button"
          className="button add-pane"
          disabled={panes.length === MOST_PANES || comparing !== 'idle'}
          onClick={addPane}
        >
          {t('Add a pane')}
        </button>
        {comparing === 'idle' ? (
          <button type="button" className="button primary" disabled={blocked !== null} onClick={() => runPanes()}>
            {blocked ?? (
              <>
                {t('Run all')} <kbd>Ctrl ↵</kbd>
              </>
            )}
          </button>
        ) : (
          <button type="button" className="button primary" disabled={comparing === 'stopping'} onClick={stopPanes}>
            <Icon name="stop" /> {comparing === 'stopping' ? t('Stopping') : t('Stop')}
          </button>
        )}
      </div>
    </section>
  );
}

/** One press fills the panes and decodes; the line says what to look at. */
function Presets() {
  const t = useWords();
  const store = useWatchStore();
  const chosen = useWatch((state) => state.preset);
  const busy = useWatch(({ run, comparing }) => run !== 'idle' || comparing !== 'idle');
  const { runPanes } = useActions();
  const look = presets.find(({ id }) => id === chosen)?.look;
  const prompts = usePrompts();
  const fill = (id: PresetId): void => {
    const { promptText, setPrompt, fillPanes, panes, settings } = store.getState();
    if (promptText.trim() === '') setPrompt(prompts[0]!.prompt);
    fillPanes(presetPanes(id, panes[0]?.settings.seed ?? settings.seed), id);
    runPanes();
  };
  return (
    <div className="presets">
      <fieldset className="preset-buttons" aria-label={t('Presets')}>
        {presets.map(({ id, name }) => (
          <button
            key={id}
            type="button"
            className="button preset"
            aria-pressed={id === chosen}
            disabled={busy}
            onClick={() => fill(id)}
          >
            {t(name)}
          </button>
        ))}
      </fieldset>
      <p className="preset-look muted">{look === undefined ? t('Your own comparison.') : t(look)}</p>
    </div>
  );
}

/** Why there can be no decode now; `null` if there can. */
function useBlocked(): string | null {
  const t = useWords();
  return useWatch(({ model, promptText, panes, unmet, run }) => {
    if (run !== 'idle') return t('Watch is decoding');
    if (model.phase === 'failed') return t('No model is loaded');
    if (model.phase !== 'ready') return t('Loading the model…');
    if (promptText.trim() === '') return t('Write a prompt to run');
    if (panes.length === 0) return t('Choose a comparison');
    const { contextLength } = model.model.manifest;
    const wrong = panes.some(
      ({ settings }) => Object.keys(settingsProblems(settings, contextLength, unmet, t)).length > 0,
    );
    return wrong ? t('Check the settings') : null;
  });
}
