/** The engine's worker with a GPU device that fails at the first command after `load`, in the way its name says. */
import { createModelOpener } from '../../../src/engine/open-model.ts';
import { openDevice } from '../../../src/engine/providers.ts';
import { serveEngine } from '../../../src/engine/server.ts';

serveEngine(
  self,
  createModelOpener(async (adapter, software) => {
    const device = await openDevice(adapter, software);
    self.addEventListener('message', () => {
      if (self.name === 'lost') device.destroy();
      // No usage at all is a validation error that nobody catches.
      else device.createBuffer({ size: 4, usage: 0 });
    });
    return device;
  }),
);
