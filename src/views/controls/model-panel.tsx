import type { Quantisation } from '../../model/manifest.ts';
import type { ModelStatus } from '../../state/model-slice.ts';
import type { Phrase, Words } from '../../words/words.ts';
import { bytesText } from '../models/amounts.ts';
import { Problem } from '../problem.tsx';
import { useActions, useWatch, useWords } from '../watch-context.ts';
import { SelectField } from './select-field.tsx';

const auto = (t: Words) => ({ value: 'auto', label: t('auto') }) as const;
const providersIn = (t: Words) =>
  [
    auto(t),
    { value: 'wasm', label: 'WASM' },
    { value: 'webgpu', label: 'WebGPU' },
    { value: 'webgpu-f32', label: t('WebGPU without f16') },
  ] as const;

/** Those that the model has; before it is there, what was chosen. */
function weightsOf(status: ModelStatus, chosen: Quantisation | 'auto') {
  const there = status.phase === 'ready' ? (Object.keys(status.model.manifest.variants) as Quantisation[]) : [];
  const named = chosen === 'auto' ? there : [...new Set([...there, chosen])];
  return named.map((value) => ({ value, label: value }));
}

/** Which model runs, where and why; switching loads it anew. */
export function ModelPanel() {
  const provider = useWatch((state) => state.provider);
  const quantisation = useWatch((state) => state.quantisation);
  const status = useWatch((state) => state.model);
  const openDialog = useWatch((state) => state.openDialog);
  const chooseProvider = useWatch((state) => state.chooseProvider);
  const chooseQuantisation = useWatch((state) => state.chooseQuantisation);
  const { loadModel } = useActions();
  const t = useWords();
  return (
    <section className="model" aria-label={t('Model')}>
      <div className="model-head">
        <h2>{t('Model')}</h2>
        <button type="button" className="button quiet" onClick={() => openDialog('models')}>
          {t('Choose a model…')}
        </button>
      </div>
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
          options={[auto(t), ...weightsOf(status, quantisation)]}
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
  const embedded = useWatch((state) => state.chosenModel === null);
  const { loadModel, openModel } = useActions();
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
        <Problem error={status.error} />
        <div className="model-ways">
          <button type="button" className="button" onClick={loadModel}>
            {t('Reload model')}
          </button>
          {!embedded && (
            <button type="button" className="button" onClick={() => openModel(null)}>
              {t('Open the embedded model')}
            </button>
          )}
        </div>
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
        {total > 0 && ` · ${bytesText(loaded, total, t)}`}
      </p>
      <progress className="bar" aria-label={t('Model loading')} max={Math.max(1, total)} value={loaded} />
    </div>
  );
}
