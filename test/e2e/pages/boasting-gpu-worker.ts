/** The engine's worker with a GPU device that says it computes in 16-bit floats, and then does not compile a shader that does. */
import { createModelOpener } from '../../../src/engine/open-model.ts';
import { openDevice } from '../../../src/engine/providers.ts';
import { serveEngine } from '../../../src/engine/server.ts';

serveEngine(
  self,
  createModelOpener({
    async acquireDevice(...given) {
      const device = await openDevice(...given);
      Object.defineProperty(device, 'features', { value: new Set([...device.features, 'shader-f16']) });
      return device;
    },
  }),
);
