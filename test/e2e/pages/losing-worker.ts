/** The engine's worker with a GPU device that is lost at the first command after `load`. */
import { createModelOpener } from '../../../src/engine/open-model.ts';
import { openDevice } from '../../../src/engine/providers.ts';
import { serveEngine } from '../../../src/engine/server.ts';

serveEngine(
  self,
  createModelOpener(async (adapter, software) => {
    const device = await openDevice(adapter, software);
    self.addEventListener('message', () => device.destroy());
    return device;
  }),
);
