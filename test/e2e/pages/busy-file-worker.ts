/** Makes a file, adds lines to it one by one, and deletes it, again and again until it is terminated. */
import { openSyncFile, writeAll } from '../../../src/engine/storage/sync-file.ts';

const LINES = 200;

const root = await navigator.storage.getDirectory();
for (;;) {
  const file = await openSyncFile(root, 'busy');
  for (let line = 0; line < LINES; line++) {
    writeAll(file, new TextEncoder().encode('a line\n'), file.getSize());
    file.flush();
  }
  file.close();
  postMessage('whole');
  await root.removeEntry('busy');
}
