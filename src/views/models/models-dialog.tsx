import { useEffect } from 'react';
import { newDownloads } from '../../state/models-slice.ts';
import { DialogFrame } from '../library/dialog-frame.tsx';
import { Problem } from '../problem.tsx';
import { useActions, useWatch, useWords } from '../watch-context.ts';
import { AddModel } from './add-model.tsx';
import { DownloadLine } from './download-line.tsx';
import { KnownModels } from './known-models.tsx';
import { EmbeddedRow, StoredRow } from './model-row.tsx';
import { StorageLine } from './storage-line.tsx';

/** The models of this browser: which are here, how to add one, and which are known to run. */
export function ModelsDialog() {
  const t = useWords();
  const { loadModels } = useActions();
  const leave = useWatch((state) => state.leaveModels);
  useEffect(() => {
    loadModels();
    return leave;
  }, [loadModels, leave]);
  return (
    <DialogFrame title={t('Models')} className="models">
      <ModelsProblem />
      <section className="models-part" aria-labelledby="models-here">
        <h3 id="models-here" tabIndex={-1}>
          {t('Here now')}
        </h3>
        <ModelsHere />
        <StorageLine />
      </section>
      <section className="models-part" aria-labelledby="models-add">
        <h3 id="models-add">{t('Add a model')}</h3>
        <AddModel />
      </section>
      <section className="models-part" aria-labelledby="models-known">
        <h3 id="models-known">{t('Known models')}</h3>
        <KnownModels />
      </section>
    </DialogFrame>
  );
}

function ModelsHere() {
  const stored = useWatch((state) => state.storedModels);
  const downloads = useWatch((state) => state.downloads);
  return (
    <ul>
      <EmbeddedRow />
      {stored?.map((model) => (
        <StoredRow key={model.id} model={model} downloads={downloads} />
      ))}
      {newDownloads(stored ?? [], downloads).map((download) => (
        <li key={download.key} className="model-row">
          <div className="model-text">
            <p className="model-name">{download.label}</p>
            <DownloadLine download={download} />
          </div>
        </li>
      ))}
    </ul>
  );
}

/** Why the last thing that was asked was not done. */
function ModelsProblem() {
  const problem = useWatch((state) => state.modelsProblem);
  return (
    <div className="models-problem" role="alert">
      {problem !== null && <Problem error={problem} />}
    </div>
  );
}
