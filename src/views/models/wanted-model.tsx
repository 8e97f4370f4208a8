import { useEffect } from 'react';
import { EMBEDDED, otherModelWanted } from '../../state/model-slice.ts';
import { useActions, useWatch, useWords } from '../watch-context.ts';

/** A link names a model that is not loaded: says so, and offers it. */
export function WantedModel() {
  const wanted = useWatch(otherModelWanted);
  return wanted === null ? null : <Offer wanted={wanted} />;
}

function Offer({ wanted }: { readonly wanted: string }) {
  const t = useWords();
  const { loadModels, openModel } = useActions();
  const openDialog = useWatch((state) => state.openDialog);
  const want = useWatch((state) => state.want);
  const loaded = useWatch(({ model }) => (model.phase === 'ready' ? model.model.manifest.label : ''));
  const stored = useWatch(
    ({ storedModels }) =>
      storedModels?.find(
        ({ manifest, quantisations }) => manifest.id === wanted && quantisations.some(({ complete }) => complete),
      ) ?? null,
  );
  const embedded = wanted === EMBEDDED;
  useEffect(() => {
    if (!embedded) loadModels();
  }, [embedded, loadModels]);
  const known = useWatch(({ catalog }) => catalog?.find(({ id }) => id === wanted)?.label);
  const name = embedded ? t('Pocket, the embedded model') : (stored?.manifest.label ?? known ?? wanted);
  return (
    <div className="notice information">
      <p>{t('The link is of another model: {{model}}. {{loaded}} is loaded.', { model: name, loaded })}</p>
      {embedded || stored !== null ? (
        <button type="button" className="button" onClick={() => openModel(embedded ? null : (stored?.id ?? null))}>
          {t('Open {{name}}', { name })}
        </button>
      ) : (
        <button type="button" className="button" onClick={() => openDialog('models')}>
          {t('Models')}
        </button>
      )}
      <button type="button" className="button" onClick={() => want(null)}>
        {t('Dismiss')}
      </button>
    </div>
  );
}
