/** The engine's worker with a GPU device that fails at the first command after `load`, in the way its name says. */
import { createModelOpener } from '../../../src/engine/open-model.ts';
import { openDevice } from '../../../src/engine/providers.ts';
import { serveEngine } from '../../../src/engine/server.ts';

const failures: Readonly<Record<string, (device: GPUDevice) => void>> = {
  lost: (device) => device.destroy(),
  // No usage at all is a validation error that nobody catches.
  refused: (device) => device.createBuffer({ size: 4, usage: 0 }),
  // What a browser says when the memory is full; to fill it would take all of the machine's.
  full: (device) =>
    device.dispatchEvent(
      new GPUUncapturedErrorEvent('uncapturederror', { error: new GPUOutOfMemoryError('no room for a buffer') }),
    ),
};

serveEngine(
  self,
  createModelOpener({
    async acquireDevice(adapter, software) {
      const device = await openDevice(adapter, software);
      self.addEventListener('message', () => failures[self.name]!(device));
      return device;
    },
  }),
);
