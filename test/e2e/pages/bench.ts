/** What scripts/bench.js calls in the page. */
import type { BenchAnswer, BenchQuestion } from './bench-worker.ts';

function bench(question: Omit<BenchQuestion, 'prompt'> & { prompt: number[] }): Promise<BenchAnswer> {
  const worker = new Worker(new URL('./bench-worker.ts', import.meta.url), { type: 'module' });
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<BenchAnswer>) => resolve(data);
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage({ ...question, prompt: Int32Array.from(question.prompt) });
  }).finally(() => worker.terminate()) as Promise<BenchAnswer>;
}

Object.assign(window, { bench });
