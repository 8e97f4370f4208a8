import type { DownloadProgress, ModelDownload } from '../../state/models-slice.ts';
import type { Phrase, Words } from '../../words/words.ts';
import { Facts } from '../library/facts.tsx';
import { Problem } from '../problem.tsx';
import { useActions, useWords } from '../watch-context.ts';
import { bytesText, sizeText, timeLeftText } from './amounts.ts';

/** How far a download is, how fast, and how long it takes; or why it ended. */
export function DownloadLine({ download }: { readonly download: ModelDownload }) {
  const t = useWords();
  const { pauseDownload, cancelDownload } = useActions();
  const { key, label, quantisation, progress, state, error } = download;
  const name = `${label} ${quantisation}`;
  if (error !== null) {
    return <Problem error={error} />;
  }
  return (
    <>
      <p className="small">
        <Facts facts={[quantisation, ...downloadFacts(download, t)]} />
      </p>
      <ProgressBar name={name} progress={progress} />
      <div className="model-line-actions">
        <button
          type="button"
          className="button quiet"
          aria-label={t('Pause {{name}}', { name })}
          disabled={state !== 'running'}
          onClick={() => pauseDownload(key)}
        >
          {t('Pause')}
        </button>
        <button
          type="button"
          className="button quiet"
          aria-label={t('Cancel {{name}}', { name })}
          disabled={state !== 'running'}
          onClick={() => cancelDownload(key)}
        >
          {t('Cancel')}
        </button>
      </div>
    </>
  );
}

const phases: Readonly<Record<DownloadProgress['phase'], Phrase | null>> = {
  manifest: 'Reading the manifest',
  waiting: 'Waiting: another tab downloads it',
  download: null,
  verify: 'Verifying',
};

function downloadFacts({ state, progress }: ModelDownload, t: Words): readonly string[] {
  if (state === 'stopping') return [t('Stopping')];
  if (progress === null) return [t('Reading the manifest')];
  const { phase, bytes, totalBytes, bytesPerSecond, secondsLeft } = progress;
  const doing = phases[phase];
  const moves = phase === 'download' || phase === 'verify';
  return [
    ...(doing === null ? [] : [t(doing)]),
    ...(totalBytes > 0 ? [bytesText(bytes, totalBytes, t)] : []),
    ...(moves && bytesPerSecond > 0 ? [t('{{size}} a second', { size: sizeText(bytesPerSecond) })] : []),
    ...(moves && secondsLeft !== null ? [timeLeftText(secondsLeft, t)] : []),
  ];
}

interface ProgressBarProps {
  readonly name: string;
  readonly progress: Pick<DownloadProgress, 'bytes' | 'totalBytes'> | null;
}

export function ProgressBar({ name, progress }: ProgressBarProps) {
  const t = useWords();
  return (
    <progress
      className="bar"
      aria-label={t('Download of {{name}}', { name })}
      max={Math.max(1, progress?.totalBytes ?? 0)}
      value={progress?.bytes ?? 0}
    />
  );
}
