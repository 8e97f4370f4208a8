import { paneLetters } from '../../state/pane-labels.ts';
import { useWatch, useWords } from '../watch-context.ts';

/** Tells a screen reader which pane decodes and when all are done; never every step. */
export function CompareStatus() {
  const t = useWords();
  const comparing = useWatch((state) => state.comparing);
  const running = useWatch((state) => state.panes.findIndex(({ turn }) => turn === 'running'));
  const decoded = useWatch((state) => state.panes.filter(({ trace }) => trace !== null).length);
  const count = useWatch((state) => state.panes.length);
  const failed = useWatch((state) => state.panes.filter(({ failure }) => failure !== null).length);
  const text = (): string => {
    if (comparing === 'stopping') return t('Stopping.');
    if (comparing === 'running' && running >= 0)
      return t('Decoding pane {{letter}} of {{count}}.', { letter: paneLetters[running]!, count });
    if (count === 0 || decoded === 0) return '';
    if (failed > 0) return t('{{failed}} of {{count}} panes failed.', { failed, count });
    return t('{{decoded}} of {{count}} panes hold a decode.', { decoded, count });
  };
  return (
    <p className="visually-hidden" role="status">
      {text()}
    </p>
  );
}
