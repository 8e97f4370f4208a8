import { useState } from 'react';
import { loadedSubject } from '../../state/preflight.ts';
import { Benchmark } from '../benchmark/benchmark.tsx';
import { Segments } from '../controls/segments.tsx';
import { DialogFrame } from '../library/dialog-frame.tsx';
import { Preflight } from '../preflight/preflight.tsx';
import { useWatch, useWords } from '../watch-context.ts';

/** This machine and the model that is loaded: how fast it runs here, and what speaks against it. */
export function MachineDialog() {
  const t = useWords();
  const [part, setPart] = useState<'benchmark' | 'preflight'>('benchmark');
  const parts = (
    <Segments
      label={t('What to see')}
      value={part}
      options={[
        { value: 'benchmark', label: t('Benchmark') },
        { value: 'preflight', label: t('Preflight') },
      ]}
      onChange={setPart}
    />
  );
  return (
    <DialogFrame title={t('This machine')} className="machine" aside={parts}>
      {part === 'benchmark' ? <Benchmark /> : <LoadedPreflight />}
    </DialogFrame>
  );
}

function LoadedPreflight() {
  const t = useWords();
  const status = useWatch((state) => state.model);
  if (status.phase !== 'ready') return <p className="muted">{t('Load a model first.')}</p>;
  return <Preflight subject={loadedSubject(status.model)} />;
}
