import type { ModelStatus } from '../../state/model-slice.ts';
import type { Phrase, Words } from '../../words/words.ts';
import { errorMessage } from '../error-message.ts';
import { useActions, useWatch, useWords } from '../watch-context.ts';
import { SelectField } from './select-field.tsx';

const providersIn = (t: Words) =>
  [
    { value: 'auto', label: t('auto') },
    { value: 'wasm', label: 'WASM' },
    { value: 'webgpu', label: 'WebGPU' },
  ] as const;
const weightsIn = (t: Words) =>
  [
    { value: 'auto', label: t('auto') },
    { value: 'f32', label: 'f32' },
    { value: 'u8', label: 'u8' },
    { value: 'q4', label: 'q4' },
  ] as const;

/** Which model runs, where and why; switching loads it anew. */
export function ModelPanel() {
  const provider = useWatch((state) => state.provider);
  const quantisation = useWatch((state) => state.quantisation);
  const chooseProvider = useWatch((state) => state.chooseProvider);
  const chooseQuantisation = useWatch((state) => state.chooseQuantisation);
  const { loadModel } = useActions();
  const t = useWords();
  return (
    <section className="model" aria-label={t('Model')}>
      <h2>{t('Model')}</h2>
      <ModelStatusLine />
      <div className="model-choice">
        <SelectField
          label={t('Runs on')}
          value={provider}
          options={providersIn(t)}
          onChange={(choice) => {
            chooseProvider(choice);
            loadModel();
          }}
        />
        <SelectField
          label={t('Weights')}
          value={quantisation}
          options={weightsIn(t)}
          onChange={(choice) => {
            chooseQuantisation(choice);
            loadModel();
          }}
        />
      </div>
    </section>
  );
}

function ModelStatusLine() {
  const status = useWatch((state) => state.model);
  const { loadModel } = useActions();
  const t = useWords();
  if (status.phase === 'ready') {
    const { manifest, quantisation, provider, detail, reason, cacheProblem } = status.model;
    return (
      <div className="model-status">
        <p>
          {manifest.label} · {quantisation} · {provider === 'wasm' ? 'WASM' : 'WebGPU'}, {detail}
        </p>
        <p className="small muted">
          {t.core(reason)} {cacheProblem !== null && t.core(cacheProblem)}
        </p>
      </div>
    );
  }
  if (status.phase === 'failed') {
    return (
      <div className="model-status">
        <p className="problem">
          {errorMessage(status.error, t)} {t.core(status.error.remedy)}
        </p>
        <button type="button" className="button" onClick={loadModel}>
          {t('Reload model')}
        </button>
      </div>
    );
  }
  return <LoadingBar progress={status.phase === 'loading' ? status.progress : null} />;
}

type Progress = Extract<ModelStatus, { phase: 'loading' }>['progress'];

const phases: Record<NonNullable<Progress>['phase'], Phrase> = {
  manifest: 'Reading the manifest',
  download: 'Loading',
  verify: 'Verifying',
  session: 'Building the session',
  'warm-up': 'Warming up',
};

function LoadingBar({ progress }: { readonly progress: Progress }) {
  const t = useWords();
  const loaded = progress?.loadedBytes ?? 0;
  const total = progress?.totalBytes ?? 0;
  return (
    <div className="model-status">
      <p>
        {t(phases[progress?.phase ?? 'manifest'])}
        {total > 0 && ` · ${t('{{loaded}} of {{total}} MB', { loaded: megabytes(loaded), total: megabytes(total) })}`}
      </p>
      <progress aria-label={t('Model loading')} max={Math.max(1, total)} value={loaded} />
    </div>
  );
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
