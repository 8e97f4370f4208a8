import type { ModelStatus } from '../../state/model-slice.ts';
import { useActions, useWatch } from '../watch-context.ts';
import { SelectField } from './select-field.tsx';

const providers = [
  { value: 'auto', label: 'auto' },
  { value: 'wasm', label: 'WASM' },
  { value: 'webgpu', label: 'WebGPU' },
] as const;
const weights = [
  { value: 'auto', label: 'auto' },
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
  return (
    <section className="model" aria-label="Model">
      <h2>Model</h2>
      <ModelStatusLine />
      <div className="model-choice">
        <SelectField
          label="Runs on"
          value={provider}
          options={providers}
          onChange={(choice) => {
            chooseProvider(choice);
            loadModel();
          }}
        />
        <SelectField
          label="Weights"
          value={quantisation}
          options={weights}
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
  if (status.phase === 'ready') {
    const { manifest, quantisation, provider, detail, reason, cacheProblem } = status.model;
    return (
      <div className="model-status">
        <p>
          {manifest.label} · {quantisation} · {provider === 'wasm' ? 'WASM' : 'WebGPU'}, {detail}
        </p>
        <p className="small muted">
          {reason} {cacheProblem}
        </p>
      </div>
    );
  }
  if (status.phase === 'failed') {
    return (
      <div className="model-status">
        <p className="problem">
          {status.error.message} {status.error.remedy}
        </p>
        <button type="button" className="button" onClick={loadModel}>
          Reload model
        </button>
      </div>
    );
  }
  return <LoadingBar progress={status.phase === 'loading' ? status.progress : null} />;
}

type Progress = Extract<ModelStatus, { phase: 'loading' }>['progress'];

const phases = {
  manifest: 'Reading the manifest',
  download: 'Loading',
  verify: 'Verifying',
  session: 'Building the session',
  'warm-up': 'Warming up',
};

function LoadingBar({ progress }: { readonly progress: Progress }) {
  const loaded = progress?.loadedBytes ?? 0;
  const total = progress?.totalBytes ?? 0;
  return (
    <div className="model-status">
      <p>
        {phases[progress?.phase ?? 'manifest']}
        {total > 0 && ` · ${megabytes(loaded)} of ${megabytes(total)} MB`}
      </p>
      <progress aria-label="Model loading" max={Math.max(1, total)} value={loaded} />
    </div>
  );
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
