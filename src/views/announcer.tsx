import { committedText } from '../state/token-text.ts';
import { canvasAt } from '../trace/canvas-at.ts';
import { useWatch } from './watch-context.ts';

/** Tells a screen reader that a run began and how it ended; never every step. */
export function Announcer() {
  const summary = useWatch(({ run, origin, trace }) => {
    if (origin !== 'run' || trace === null) return '';
    if (run === 'running') return 'Decoding.';
    if (run === 'stopping') return 'Stopping.';
    const ends = { complete: 'finished', stopped: 'stopped', stalled: 'stalled', failed: 'failed' };
    const text = committedText(trace, canvasAt(trace, trace.steps.length));
    return `Decode ${ends[trace.finish]} after ${trace.steps.length} steps: ${text}`;
  });
  return (
    <p className="visually-hidden" role="status">
      {summary}
    </p>
  );
}
