/** Builds the page into dist/ when a source file is newer than the last build, and only then. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail, root } from './setup.js';

const inputs = [
  'src',
  'public',
  'models/pocket',
  'index.html',
  'vite.config.ts',
  'package-lock.json',
  'scripts/headers.js',
];
const stampFile = `${root}dist/.build-stamp`;

/** Names, sizes and times of every input, hashed. */
function fingerprint() {
  const hash = createHash('sha256');
  /** @param {string} path */
  const visit = (path) => {
    const stat = statSync(path);
    if (stat.isDirectory()) for (const name of readdirSync(path).sort()) visit(join(path, name));
    else hash.update(`${path} ${stat.size} ${stat.mtimeMs}\n`);
  };
  for (const input of inputs) visit(join(root, input));
  return hash.digest('hex');
}

export function ensureBuild() {
  const stamp = fingerprint();
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  console.log('Building the page …');
  const built = spawnSync(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (built.status !== 0) fail('The build failed (see above).');
  writeFileSync(stampFile, stamp);
}
