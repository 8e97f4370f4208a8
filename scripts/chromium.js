/** Where this machine's Chromium is, and how it gets one. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const macApp = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/**
 * `CHROMIUM` if set, else the first of the usual names on the PATH, else Playwright's own download.
 * @returns {string | undefined} path of an executable
 */
export function findChromium() {
  const asked = process.env['CHROMIUM'];
  if (asked) return asked;
  for (const name of names) {
    const found = spawnSync(process.platform === 'win32' ? 'where' : 'which', [name], { encoding: 'utf8' });
    const path = found.status === 0 ? found.stdout.split(/\r?\n/)[0]?.trim() : undefined;
    if (path) return path;
  }
  if (existsSync(macApp)) return macApp;
  return playwrightChromium();
}

/** @returns {string | undefined} */
function playwrightChromium() {
  const script = "import('@playwright/test').then((p) => process.stdout.write(p.chromium.executablePath()))";
  const asked = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  return asked.status === 0 && existsSync(asked.stdout) ? asked.stdout : undefined;
}

/**
 * Finds Chromium, or installs it by the system's package manager (as root on Debian) or by Playwright.
 * @returns {string} path of an executable
 * @throws {Error} that says exactly what to do
 */
export function ensureChromium() {
  const found = findChromium();
  if (found) return found;
  console.log('No Chromium found: installing one.');
  if (process.getuid?.() === 0 && spawnSync('which', ['apt-get']).status === 0) {
    const options = {
      stdio: /** @type {const} */ ('inherit'),
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    };
    spawnSync('apt-get', ['update', '-qq'], options);
    spawnSync('apt-get', ['install', '-y', '-qq', 'chromium'], options);
  }
  const installed = findChromium();
  if (installed) return installed;
  try {
    execFileSync('npx', ['playwright', 'install', 'chromium'], { stdio: 'inherit' });
  } catch {
    // Said below, with what to do.
  }
  const downloaded = findChromium();
  if (downloaded) return downloaded;
  throw new Error(
    'Chromium is missing and could not be installed. Install it (Debian/Ubuntu: "sudo apt-get install chromium"; ' +
      'elsewhere: "npx playwright install chromium"), or set CHROMIUM to the path of one, and run "npm test" again.',
  );
}
