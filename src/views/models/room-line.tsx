import { useWatch, useWords } from '../watch-context.ts';
import { sizeText } from './amounts.ts';

/** What a model needs of the disk against what there is. */
export function RoomLine({ bytes }: { readonly bytes: number }) {
  const t = useWords();
  const estimate = useWatch((state) => state.storageEstimate);
  const size = sizeText(bytes);
  if (estimate === null) return <p className="small">{t('It needs {{size}} on the disk.', { size })}</p>;
  const room = Math.max(0, estimate.quota - estimate.usage);
  const values = { size, room: sizeText(room) };
  return bytes <= room ? (
    <p className="small">{t('It needs {{size}} on the disk; this browser has room for {{room}}.', values)}</p>
  ) : (
    <p className="problem">
      {t('It needs {{size}} on the disk, and this browser has room for {{room}} only: delete something first.', values)}
    </p>
  );
}
