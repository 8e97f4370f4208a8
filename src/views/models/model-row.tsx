import { type ReactNode, useState } from 'react';
import {
  type ModelDownload,
  type QuantisationOnDisk,
  quantisationsOf,
  type StoredModel,
} from '../../state/models-slice.ts';
import type { Words } from '../../words/words.ts';
import { dateFormat } from '../date-format.ts';
import { Facts } from '../library/facts.tsx';
import { useActions, useWatch, useWords } from '../watch-context.ts';
import { bytesText, sizeText } from './amounts.ts';
import { DownloadLine, ProgressBar } from './download-line.tsx';
import { FolderButton } from './folder-button.tsx';

/** The model that comes with the page. */
export function EmbeddedRow() {
  const t = useWords();
  return (
    <li className="model-row">
      <div className="model-text">
        <p className="model-name">{t('Pocket, the embedded model')}</p>
        <p className="small muted">{t('2.8 M parameters, made for this page; it comes with it.')}</p>
      </div>
      <div className="model-actions">
        <OpenButton id={null} name={t('Pocket, the embedded model')} />
      </div>
    </li>
  );
}

interface StoredRowProps {
  readonly model: StoredModel;
  readonly downloads: readonly ModelDownload[];
}

/** A model on this browser's disk, whole or in part. */
export function StoredRow({ model, downloads }: StoredRowProps) {
  const t = useWords();
  const parts = quantisationsOf(model, downloads);
  const whole = parts.filter(({ complete }) => complete);
  const { label } = model.manifest;
  return (
    <li className="model-row">
      <div className="model-text">
        <p className="model-name">{label}</p>
        <p className="small muted">
          <Facts facts={factsOf(model, whole, t)} />
        </p>
        {parts
          .filter(({ complete }) => !complete)
          .map((part) => (
            <PartLine key={part.key} model={model} part={part} alone={parts.length === 1} />
          ))}
      </div>
      <RowActions model={model} canOpen={whole.length > 0} busy={parts.some(isUnderWay)} />
    </li>
  );
}

const isUnderWay = ({ download }: QuantisationOnDisk): boolean =>
  download?.state === 'running' || download?.state === 'stopping';

function factsOf(
  { bytesDone, quantisations }: StoredModel,
  whole: readonly QuantisationOnDisk[],
  t: Words,
): readonly string[] {
  const { origin, begun } = quantisations[0]!;
  const from =
    origin.kind === 'url'
      ? t('from {{place}}', { place: new URL(origin.url).host })
      : t('from the folder {{name}}', { name: origin.name });
  return [
    ...whole.map(({ quantisation }) => quantisation),
    sizeText(bytesDone),
    dateFormat(t.language).format(begun),
    ...(origin.kind === 'folder' && origin.name === '' ? [] : [from]),
  ];
}

interface PartLineProps {
  readonly model: StoredModel;
  readonly part: QuantisationOnDisk;
  /** It is all that is here of the model, and is deleted with it. */
  readonly alone: boolean;
}

/** Weights that are not whole: on their way, or waiting to go on. */
function PartLine({ model: { manifest }, part, alone }: PartLineProps) {
  const t = useWords();
  const { downloadModel, viewModel, cancelDownload } = useActions();
  const { download, quantisation, bytesDone, totalBytes, origin } = part;
  const name = `${manifest.label} ${quantisation}`;
  if (download !== null && isUnderWay(part)) return <DownloadLine download={download} />;
  return (
    <>
      {download === null || download.error === null ? (
        <p className="small">
          <Facts facts={[quantisation, bytesText(bytesDone, totalBytes, t), t('paused')]} />
        </p>
      ) : (
        <DownloadLine download={download} />
      )}
      <ProgressBar name={name} progress={{ bytes: bytesDone, totalBytes }} />
      <div className="model-line-actions">
        {origin.kind === 'url' ? (
          <button
            type="button"
            className="button quiet"
            aria-label={t('Resume {{name}}', { name })}
            onClick={() => downloadModel(origin, manifest, quantisation)}
          >
            {t('Resume')}
          </button>
        ) : (
          <FolderButton className="button quiet" label={t('Choose its folder to resume')} onFolder={viewModel} />
        )}
        {!alone && (
          <button
            type="button"
            className="button quiet"
            aria-label={t('Delete {{name}}', { name })}
            onClick={() => cancelDownload(part.key)}
          >
            {t('Delete')}
          </button>
        )}
      </div>
    </>
  );
}

interface RowActionsProps {
  readonly model: StoredModel;
  readonly canOpen: boolean;
  /** A download of it is under way, which is cancelled, not deleted. */
  readonly busy: boolean;
}

/** Open, and delete after a second press. */
function RowActions({ model: { id, manifest, bytesDone }, canOpen, busy }: RowActionsProps) {
  const t = useWords();
  const { deleteModel } = useActions();
  const inUse = useWatch((state) => state.chosenModel === id);
  const [asking, setAsking] = useState(false);
  const { label } = manifest;
  if (asking) {
    return (
      <fieldset className="model-actions" aria-label={t('Delete {{name}}', { name: label })}>
        <span>{t('Delete {{size}}?', { size: sizeText(bytesDone) })}</span>
        <button
          type="button"
          className="button"
          onClick={() => {
            // The row goes, and with it what has the focus.
            document.getElementById('models-here')?.focus();
            setAsking(false);
            deleteModel(id);
          }}
        >
          {t('Delete')}
        </button>
        <button ref={(button) => button?.focus()} type="button" className="button" onClick={() => setAsking(false)}>
          {t('Keep')}
        </button>
      </fieldset>
    );
  }
  return (
    <div className="model-actions">
      {canOpen && <OpenButton id={id} name={label} />}
      {!busy && (
        <button
          type="button"
          className="button"
          aria-label={t('Delete {{name}}', { name: label })}
          disabled={inUse}
          title={inUse ? t('Open another model first.') : undefined}
          onClick={() => setAsking(true)}
        >
          {t('Delete')}
        </button>
      )}
    </div>
  );
}

/** Loads a model, unless it is loaded or loading. */
function OpenButton({ id, name }: { readonly id: string | null; readonly name: string }): ReactNode {
  const t = useWords();
  const { openModel } = useActions();
  const openDialog = useWatch((state) => state.openDialog);
  const isOpen = useWatch(({ chosenModel, model }) => chosenModel === id && model.phase !== 'failed');
  if (isOpen) return <span className="model-open muted">{t('In use')}</span>;
  return (
    <button
      type="button"
      className="button"
      aria-label={t('Open {{name}}', { name })}
      onClick={() => {
        openDialog(null);
        openModel(id);
      }}
    >
      {t('Open')}
    </button>
  );
}
