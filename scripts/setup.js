/** Brings a fresh clone to the point where it can build: Node's version and the packages of the lock file. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const stampFile = `${root}node_modules/.lock-stamp`;

/**
 * Installs what the lock file says, unless that is what node_modules holds already. Not `npm ci`: it refuses a lock file
 * that lacks the native packages of other platforms, which `npm install` adds as their parents pin them.
 */
export function ensureDependencies() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    fail(`Diffuscope needs Node 20.19 or newer; this is ${process.versions.node}.`);
  }
  const stamp = createHash('sha256')
    .update(readFileSync(`${root}package-lock.json`))
    .digest('hex');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  console.log('Installing packages (once) …');
  const installed = spawnSync('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (installed.status !== 0) fail('Installing the packages failed (see above). Check the network and run again.');
  writeFileSync(stampFile, stamp);
}

/**
 * @param {string} message what happened and what to do
 * @returns {never}
 */
export function fail(message) {
  console.error(message);
  process.exit(1);
}
