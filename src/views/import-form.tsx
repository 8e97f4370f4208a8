import { lazy, Suspense } from 'react';
import { useWatch } from './watch-context.ts';

const ImportDialog = lazy(async () => ({ default: (await import('./import-dialog.tsx')).ImportDialog }));

/** The dialog of a history of another program, loaded when one is first opened. */
export function ImportForm() {
  if (!useWatch((state) => state.importing?.asking)) return null;
  return (
    <Suspense>
      <ImportDialog />
    </Suspense>
  );
}
