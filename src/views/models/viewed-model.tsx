import { useState } from 'react';
import type { Manifest, Quantisation } from '../../model/manifest.ts';
import { downloadBytes, suggestedQuantisation } from '../../state/model-offer.ts';
import { downloadKey, type ModelOrigin, quantisationsOf, type ViewedModel } from '../../state/models-slice.ts';
import { offeredSubject } from '../../state/preflight.ts';
import { Segments } from '../controls/segments.tsx';
import { Facts } from '../library/facts.tsx';
import { Preflight } from '../preflight/preflight.tsx';
import { Problem } from '../problem.tsx';
import { useActions, useWatch, useWords } from '../watch-context.ts';
import { sizeText } from './amounts.ts';
import { Folded } from './folded.tsx';
import { RoomLine } from './room-line.tsx';

/** What a place offers, before anything of it is kept. */
export function ViewedModelCard({ viewed }: { readonly viewed: ViewedModel }) {
  const t = useWords();
  if (viewed.phase === 'reading') {
    return (
      <p className="muted" role="status">
        {t('Reading the manifest')}
      </p>
    );
  }
  if (viewed.phase === 'failed') {
    return <Problem error={viewed.error} role="alert" />;
  }
  return <Offer key={viewed.manifest.id} from={viewed.from} manifest={viewed.manifest} />;
}

/** It may lie above what was pressed. */
function showCard(card: HTMLElement | null): void {
  card?.scrollIntoView({ block: 'nearest' });
}

interface OfferProps {
  readonly from: ModelOrigin;
  readonly manifest: Manifest;
}

function Offer({ from, manifest }: OfferProps) {
  const t = useWords();
  const provider = useWatch(({ model }) => (model.phase === 'ready' ? model.model.provider : 'wasm'));
  const [quantisation, choose] = useState<Quantisation>(() => suggestedQuantisation(manifest, provider));
  const stored = useWatch((state) => state.storedModels) ?? [];
  const downloads = useWatch((state) => state.downloads);
  const close = useWatch((state) => state.closeViewed);
  const { downloadModel } = useActions();
  const { label, contextLength, source } = manifest;
  const key = downloadKey(manifest, quantisation);
  const onDisk = stored.flatMap((model) => quantisationsOf(model, downloads)).find((one) => one.key === key);
  const complete = onDisk?.complete === true;
  const busy = downloads.some((one) => one.key === key && (one.state === 'running' || one.state === 'stopping'));
  const bytes = downloadBytes(manifest, quantisation);
  const options = (Object.keys(manifest.variants) as Quantisation[]).map((value) => ({
    value,
    label: `${value} · ${sizeText(downloadBytes(manifest, value))}`,
  }));
  return (
    <fieldset ref={showCard} className="viewed" aria-label={label}>
      <p className="model-name">{label}</p>
      <p className="small muted">
        <Facts
          facts={[
            source.name,
            source.licence === 'unknown'
              ? t('licence not known')
              : t('licence {{licence}}', { licence: source.licence }),
            t('{{count}} tokens of context', { count: contextLength }),
          ]}
        />
      </p>
      <Segments label={t('Weights')} value={quantisation} options={options} onChange={choose} />
      {complete ? (
        <p className="small">{t('It is in this browser already.')}</p>
      ) : (
        <RoomLine bytes={bytes - (onDisk?.bytesDone ?? 0)} />
      )}
      <Folded key={quantisation} label={t('Can this browser run it?')}>
        <Preflight subject={offeredSubject(manifest, quantisation, complete)} />
      </Folded>
      <div className="viewed-actions">
        <button type="button" className="button" onClick={close}>
          {t('Close')}
        </button>
        <button
          type="button"
          className="button primary"
          disabled={complete || busy}
          onClick={() => {
            downloadModel(from, manifest, quantisation);
            close();
          }}
        >
          {from.kind === 'url' ? t('Download') : t('Copy into this browser')}
        </button>
      </div>
    </fieldset>
  );
}
