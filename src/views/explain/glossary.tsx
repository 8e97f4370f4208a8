import { lazy, Suspense } from 'react';
import { useWatch } from '../watch-context.ts';

const GlossaryDialog = lazy(async () => ({ default: (await import('./glossary-dialog.tsx')).GlossaryDialog }));

/** All terms in a dialog, loaded when it is first opened. */
export function Glossary() {
  if (!useWatch((state) => state.glossaryOpen)) return null;
  return (
    <Suspense fallback={null}>
      <GlossaryDialog />
    </Suspense>
  );
}
