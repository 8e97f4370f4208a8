import { committedText } from '../state/token-text.ts';
import { canvasAt } from '../trace/canvas-at.ts';
import { useWatch } from './watch-context.ts';

/** Tells a screen reader that a run began and how it ended, and the values it asks for; never every step. */
export function Announcer() {
  const summary = useWatch(({ run, origin, trace, spoken, words: t }) => {
    if (spoken !== '') return spoken;
    if (origin !== 'run' || trace === null) return '';
    if (run === 'running') return t('Decoding.');
    if (run === 'stopping') return t('Stopping.');
    const text = committedText(trace, canvasAt(trace, trace.steps.length));
    const values = { count: trace.steps.length, text };
    return {
      complete: () => t('Decode finished after {{count}} steps: {{text}}', values),
      stopped: () => t('Decode stopped after {{count}} steps: {{text}}', values),
      stalled: () => t('Decode stalled after {{count}} steps: {{text}}', values),
      failed: () => t('Decode failed after {{count}} steps: {{text}}', values),
    }[trace.finish]();
  });
  return (
    <p className="visually-hidden" role="status">
      {summary}
    </p>
  );
}
