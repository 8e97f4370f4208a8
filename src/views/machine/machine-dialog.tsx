import { loadedSubject } from '../../state/preflight.ts';
import { DialogFrame } from '../library/dialog-frame.tsx';
import { Preflight } from '../preflight/preflight.tsx';
import { useWatch, useWords } from '../watch-context.ts';

/** This machine and the model that is loaded: whether it runs here, and how fast. */
export function MachineDialog() {
  const t = useWords();
  const status = useWatch((state) => state.model);
  return (
    <DialogFrame title={t('This machine')} className="machine">
      {status.phase === 'ready' ? (
        <Preflight subject={loadedSubject(status.model)} />
      ) : (
        <p className="muted">{t('Load a model first.')}</p>
      )}
    </DialogFrame>
  );
}
