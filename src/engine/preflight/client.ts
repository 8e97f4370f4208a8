/** The page's side of the preflight. */
import { DiffuscopeError } from '../../model/error.ts';
import type { Quantisation } from '../../model/manifest.ts';
import type { MachineFacts } from './facts.ts';
import type { PreflightAnswer, PreflightTask } from './protocol.ts';
import type { Speed } from './speed.ts';

/** What the browser and the machine say of themselves. @throws DiffuscopeError `worker-died`. */
export async function askMachine(): Promise<MachineFacts> {
  const answer = await answerTo({ kind: 'facts' });
  if (answer.kind !== 'facts') throw new Error(`facts ended as ${answer.kind}`);
  return answer.facts;
}

/**
 * Measures for about two seconds, after the runtime is loaded and its shaders are compiled.
 * @param onProgress share of the measurement, from 0 to 1.
 * @throws DiffuscopeError as `measureSpeed` does, `worker-died`; the reason of `signal` when it aborts.
 */
export async function measureMachine(
  provider: 'webgpu' | 'wasm',
  quantisation: Quantisation,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<Speed> {
  const runtimeUrl = new URL('ort/', document.baseURI).href;
  const probesUrl = new URL('probes/', document.baseURI).href;
  const task = { kind: 'speed', provider, quantisation, runtimeUrl, probesUrl } as const;
  const answer = await answerTo(task, onProgress, signal);
  if (answer.kind !== 'speed') throw new Error(`speed ended as ${answer.kind}`);
  return answer.speed;
}

function answerTo(
  task: PreflightTask,
  onProgress: (share: number) => void = () => {},
  signal?: AbortSignal,
): Promise<PreflightAnswer> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'preflight' });
  return new Promise<PreflightAnswer>((resolve, reject) => {
    worker.onerror = (event) => {
      event.preventDefault();
      const remedy = 'Close other tabs and try again.';
      reject(new DiffuscopeError('worker-died', 'The machine could not be checked: the worker died.', remedy));
    };
    worker.onmessage = ({ data: answer }: MessageEvent<PreflightAnswer>) => {
      if (answer.kind === 'progress') onProgress(answer.share);
      else if (answer.kind === 'failed') reject(DiffuscopeError.from(answer.error));
      else resolve(answer);
    };
    signal?.addEventListener('abort', () => reject(signal.reason));
    worker.postMessage(task);
  }).finally(() => worker.terminate());
}
