import { Suspense } from 'react';
import { later } from '../later.tsx';
import { useWatch } from '../watch-context.ts';

const GlossaryDialog = later(
  async () => (await import('./glossary-dialog.tsx')).GlossaryDialog,
  ({ setGlossaryOpen }) => setGlossaryOpen(false),
);

/** All terms in a dialog, loaded when it is first opened. */
export function Glossary() {
  if (!useWatch((state) => state.glossaryOpen)) return null;
  return (
    <Suspense fallback={null}>
      <GlossaryDialog />
    </Suspense>
  );
}
