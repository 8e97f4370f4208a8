/** The engine's worker with a GPU that computes wrong: with subgroups of 4 lanes, the runtime's attention does. */
import { createModelOpener } from '../../../src/engine/open-model.ts';
import { serveEngine } from '../../../src/engine/server.ts';

serveEngine(
  self,
  createModelOpener({
    acquireDevice: (adapter) => adapter.requestDevice({ requiredFeatures: ['subgroups'] }),
    isTried: () => true,
  }),
);
