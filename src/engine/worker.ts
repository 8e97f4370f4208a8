/** The engine's worker: the runtime, the model and the decoding loop live here, off the page's thread. */
import { createModelOpener } from './open-model.ts';
import { serveEngine } from './server.ts';

serveEngine(self, createModelOpener());
