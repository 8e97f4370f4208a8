/**
 * `npm test`: install what is missing (packages, Chromium), then types, lint, dead code, unit tests, build, size and
 * browser tests. Runs every stage even after one failed; the last line counts the tests.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { ensureChromium } from './chromium.js';
import { ensureDependencies, fail, root } from './setup.js';

ensureDependencies();
try {
  process.env['CHROMIUM'] = ensureChromium();
} catch (error) {
  fail(/** @type {Error} */ (error).message);
}

const unitReport = 'test-results/unit.json';
const e2eReport = 'test-results/e2e.json';
for (const report of [unitReport, e2eReport]) rmSync(`${root}${report}`, { force: true });

/** @type {readonly { name: string, command: readonly string[], count?: () => { passed: number, failed: number, reasons?: readonly string[] } | undefined }[]} */
const stages = [
  { name: 'types', command: ['node_modules/typescript/bin/tsc', '-b'] },
  { name: 'lint and format', command: ['node_modules/@biomejs/biome/bin/biome', 'check', '.'] },
  { name: 'dead code', command: ['node_modules/knip/bin/knip.js'] },
  {
    name: 'unit tests',
    command: [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${unitReport}`,
    ],
    count: () => {
      const report = readReport(unitReport);
      return report && { passed: report.numPassedTests, failed: report.numFailedTests };
    },
  },
  { name: 'build', command: ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'] },
  { name: 'size', command: ['node_modules/size-limit/bin.js'] },
  {
    name: 'browser tests',
    command: ['node_modules/@playwright/test/cli.js', 'test'],
    count: () => {
      const report = readReport(e2eReport);
      if (report === undefined) return undefined;
      const { expected, unexpected, flaky } = report.stats;
      return { passed: expected, failed: unexpected + flaky, reasons: report.suites.flatMap(failuresIn) };
    },
  },
];

/** @param {string} path */
function readReport(path) {
  return existsSync(`${root}${path}`) ? JSON.parse(readFileSync(`${root}${path}`, 'utf8')) : undefined;
}

/**
 * Which tests failed and why, a line each: of a long log only the end may be shown.
 * @param {any} suite of Playwright's JSON report
 * @returns {string[]}
 */
function failuresIn({ suites = [], specs = [] }) {
  const own = specs.flatMap((/** @type {any} */ { title, file, tests }) =>
    tests.flatMap((/** @type {any} */ { results }) =>
      results.flatMap((/** @type {any} */ { errors = [], duration }) =>
        errors.map((/** @type {any} */ { message = '' }) => {
          const [why] = stripVTControlCharacters(message).split('\n');
          return `${file}: ${title} (${(duration / 1000).toFixed(1)} s): ${why}`;
        }),
      ),
    ),
  );
  return [...own, ...suites.flatMap(failuresIn)];
}

let passed = 0;
let failed = 0;
const lines = [];
for (const { name, command, count } of stages) {
  console.log(`\n── ${name}`);
  const started = Date.now();
  const ok = spawnSync(process.execPath, command, { cwd: root, stdio: 'inherit' }).status === 0;
  const tests = count?.();
  passed += tests?.passed ?? 0;
  failed += tests?.failed ?? 0;
  // A stage that fails without a failing test of its own (a type error, a crash) is one failure.
  if (!ok && !tests?.failed) failed += 1;
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  lines.push(
    `${ok ? 'ok  ' : 'FAIL'}  ${name}${tests ? ` (${tests.passed} passed, ${tests.failed} failed)` : ''}, ${seconds} s`,
    ...(tests?.reasons ?? []).map((reason) => `      ${reason}`),
  );
}
console.log(`\n${lines.join('\n')}\n`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
