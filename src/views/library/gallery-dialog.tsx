import { useEffect, useMemo } from 'react';
import { orderThumbnail } from '../../charts/order-thumbnail.ts';
import { exampleSettings, type GalleryExample, galleryExamples } from '../../state/gallery.ts';
import { strategyLabel } from '../../state/kept-run.ts';
import type { OrderMap } from '../../trace/order-map.ts';
import { SceneSvg } from '../charts/scene-svg.tsx';
import { useActions, useWatch, useWords } from '../watch-context.ts';
import { DialogFrame } from './dialog-frame.tsx';
import { Facts } from './facts.tsx';

/** The recorded examples, each with its picture and what there is to see. */
export function GalleryDialog() {
  const t = useWords();
  const pictures = useWatch((state) => state.pictures);
  const { loadGallery } = useActions();
  useEffect(() => loadGallery(), [loadGallery]);
  return (
    <DialogFrame title={t('Gallery')} className="gallery">
      <p className="muted">{t('Recorded decodes of the embedded model; colour is the order of the commits.')}</p>
      <ul>
        {galleryExamples.map((example) => (
          <GalleryCard
            key={example.id}
            example={example}
            map={pictures.find(({ id }) => id === example.id)?.map ?? null}
          />
        ))}
      </ul>
    </DialogFrame>
  );
}

function GalleryCard({ example, map }: { readonly example: GalleryExample; readonly map: OrderMap | null }) {
  const t = useWords();
  const shown = useWatch((state) => state.origin === 'example' && state.exampleId === example.id);
  const openDialog = useWatch((state) => state.openDialog);
  const { playExample } = useActions();
  const { strategy, canvasLength, temperature } = exampleSettings(example);
  return (
    <li>
      <button
        type="button"
        className="gallery-card"
        aria-current={shown}
        onClick={() => {
          openDialog(null);
          playExample(example.id);
        }}
      >
        <Thumbnail map={map} width={176} height={88} />
        <span className="gallery-title">{t.core(example.title)}</span>
        <span className="small">{t.core(example.lookFor)}</span>
        <span className="small muted">
          <Facts
            facts={[
              t.core(strategyLabel(strategy)),
              t('{{count}} positions', { count: canvasLength }),
              `T ${temperature}`,
            ]}
          />
        </span>
      </button>
    </li>
  );
}

interface ThumbnailProps {
  /** `null` leaves its place empty. */
  readonly map: OrderMap | null;
  readonly width: number;
  readonly height: number;
}

/** The picture is for the eye: what it says stands beside it. */
export function Thumbnail({ map, width, height }: ThumbnailProps) {
  const t = useWords();
  const scene = useMemo(
    () => (map === null ? null : orderThumbnail(map, { width, height }, t)),
    [map, width, height, t],
  );
  return (
    <span className="thumbnail" aria-hidden="true" style={{ width, height }}>
      {scene !== null && <SceneSvg scene={scene} />}
    </span>
  );
}
