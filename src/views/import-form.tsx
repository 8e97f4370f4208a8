import { Suspense } from 'react';
import { later } from './later.tsx';
import { useWatch } from './watch-context.ts';

const ImportDialog = later(
  async () => (await import('./import-dialog.tsx')).ImportDialog,
  ({ askImport }) => askImport(false),
);

/** The dialog of a history of another program, loaded when one is first opened. */
export function ImportForm() {
  if (!useWatch((state) => state.importing?.asking)) return null;
  return (
    <Suspense>
      <ImportDialog />
    </Suspense>
  );
}
