/** What lies in a converted model's folder. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** SHA-256 of every file by name, but of the manifest, which says where the weights came from. */
export function modelHashes(folder: string): Record<string, string> {
  const names = readdirSync(folder).filter((name) => name !== 'manifest.json');
  return Object.fromEntries(
    names.sort().map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest('hex'),
    ]),
  );
}
