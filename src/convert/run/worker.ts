/** A thread of a conversion: does one task after the other. */
import { parentPort, workerData } from 'node:worker_threads';
import { DiffuscopeError } from '../../model/error.ts';
import { type Bench, createHand, type Task } from './hand.ts';

const hand = createHand(workerData as Bench);

parentPort!.on('message', (task: Task) => {
  try {
    parentPort!.postMessage({ answer: hand(task) });
  } catch (thrown) {
    parentPort!.postMessage({ error: portable(thrown) });
  }
});

/** An error's own fields do not survive the way to another thread. */
function portable(thrown: unknown) {
  const { message, code } = thrown as NodeJS.ErrnoException;
  if (!(thrown instanceof DiffuscopeError)) return { message, code };
  return { message, code, remedy: thrown.remedy };
}
