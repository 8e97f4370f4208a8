import { useId } from 'react';
import { settingsProblems } from '../../state/settings-check.ts';
import { Icon } from '../playback/icons.tsx';
import { usePrompts } from '../use-prompts.ts';
import { useActions, useWatch, useWords } from '../watch-context.ts';

/** The prompt, and the button that decodes it. */
export function PromptPanel() {
  const id = useId();
  const promptText = useWatch((state) => state.promptText);
  const setPrompt = useWatch((state) => state.setPrompt);
  const running = useWatch((state) => state.run !== 'idle');
  const stopping = useWatch((state) => state.run === 'stopping');
  const blocked = useBlocked();
  const prompts = usePrompts();
  const { run, stop } = useActions();
  const t = useWords();
  return (
    <section className="prompt" aria-label={t('Prompt')}>
      <div className="prompt-head">
        <label htmlFor={id}>{t('Prompt')}</label>
        <select
          className="select"
          aria-label={t('Examples')}
          value=""
          onChange={(event) => setPrompt(prompts[Number(event.target.value)]!.prompt)}
        >
          <option value="" disabled hidden>
            {t('Examples')}
          </option>
          {prompts.map(({ label, prompt }, index) => (
            <option key={prompt} value={index}>
              {label}
            </option>
          ))}
        </select>
      </div>
      <textarea
        id={id}
        className="input"
        dir="auto"
        rows={4}
        spellCheck={false}
        value={promptText}
        onChange={(event) => setPrompt(event.target.value)}
      />
      {running ? (
        <button type="button" className="button primary" disabled={stopping} onClick={stop}>
          <Icon name="stop" /> {stopping ? t('Stopping') : t('Stop')}
        </button>
      ) : (
        <button type="button" className="button primary" disabled={blocked !== null} onClick={run}>
          {blocked ?? (
            <>
              {t('Run')} <kbd>Ctrl ↵</kbd>
            </>
          )}
        </button>
      )}
    </section>
  );
}

/** Why there can be no run now; `null` if there can. */
function useBlocked(): string | null {
  const t = useWords();
  return useWatch(({ model, promptText, settings, unmet, comparing }) => {
    if (comparing !== 'idle') return t('Compare is decoding');
    if (model.phase === 'failed') return t('No model is loaded');
    if (model.phase !== 'ready') return t('Loading the model…');
    if (promptText.trim() === '') return t('Write a prompt to run');
    const problems = settingsProblems(settings, model.model.manifest.contextLength, unmet, t);
    return Object.keys(problems).length > 0 ? t('Check the settings') : null;
  });
}
