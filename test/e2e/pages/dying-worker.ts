/** The engine's worker with an error that nobody catches, soon after a decode has started. */
import { createModelOpener } from '../../../src/engine/open-model.ts';
import { serveEngine } from '../../../src/engine/server.ts';

serveEngine(self, createModelOpener());
self.addEventListener('message', ({ data }: MessageEvent<{ type: string }>) => {
  if (data.type === 'decode') {
    setTimeout(() => {
      throw new Error('out of luck');
    });
  }
});
