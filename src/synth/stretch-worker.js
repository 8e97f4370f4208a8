/** A thread that writes the stretches it is sent; plain JavaScript, because a thread does not inherit the loader. */
import { parentPort } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

register();
const { writeStretch } = await import('./stretch.ts');
const port = /** @type {import('node:worker_threads').MessagePort} */ (parentPort);
port.on('message', (stretch) => {
  writeStretch(stretch);
  port.postMessage(null);
});
