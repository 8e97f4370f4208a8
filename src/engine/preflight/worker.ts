/** Asks and measures off the page's thread; ending the worker stops it at once. */
import { errorFields } from '../../model/error.ts';
import { gatherFacts } from './gather-facts.ts';
import { measureSpeed } from './probe.ts';
import type { PreflightAnswer, PreflightTask } from './protocol.ts';

const say = (answer: PreflightAnswer) => self.postMessage(answer);

self.onmessage = ({ data: task }: MessageEvent<PreflightTask>) => {
  answer(task).catch((thrown: unknown) => say({ kind: 'failed', error: errorFields(thrown, 'worker-died') }));
};

async function answer(task: PreflightTask): Promise<void> {
  if (task.kind === 'facts') return say({ kind: 'facts', facts: await gatherFacts() });
  say({ kind: 'speed', speed: await measureSpeed(task, (share) => say({ kind: 'progress', share })) });
}
