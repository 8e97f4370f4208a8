/**
 * How long the thread of the built page is busy at a time, phase by phase: the tasks of the browser's own trace. `wall` is
 * what a visitor of this machine waits, `cpu` the thread's own time, which the other work of a busy machine does not
 * lengthen (though it does warm no cache). Milliseconds.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fail, root } from './setup.js';

/** @typedef {{ name: string, ph: string, pid: number, tid: number, ts: number, dur?: number, tdur?: number, args?: any }} TraceEvent */
/** @typedef {{ wall: number, cpu: number, parts: Record<string, number> }} Task */
/** @typedef {{ longestWall: number, longestCpu: number, over50Wall: number, over50Cpu: number, parts: Record<string, number> }} Phase */

const CATEGORIES = ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline', '__metadata'];

/**
 * @param {import('@playwright/test').Browser} browser
 * @param {string} url of the page
 * @returns {Promise<Record<string, Phase>>} `parts`: what the longest task by CPU consists of, ≥ 1 ms each.
 */
export async function measurePageThread(browser, url) {
  const folder = mkdtempSync(join(tmpdir(), 'diffuscope-page-'));
  try {
    return await measure(browser, url, madeTraces(folder));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string} folder */
function madeTraces(folder) {
  /** @param {number} length @param {string} strategy */
  const made = (length, strategy) => {
    const file = join(folder, `${strategy}-${length}.json`);
    const command = ['--import', 'tsx', 'test/bench/big-trace.ts', String(length), file, strategy];
    if (spawnSync(process.execPath, command, { cwd: root, stdio: ['ignore', 2, 2] }).status !== 0) {
      fail('The traces for the page could not be made (see above).');
    }
    return file;
  };
  return {
    big: made(512, 'entropy'),
    four: ['entropy', 'low-confidence', 'topk-margin', 'random'].map((strategy) => made(256, strategy)),
  };
}

/**
 * @param {import('@playwright/test').Browser} browser
 * @param {string} url
 * @param {{ big: string, four: string[] }} traces
 */
async function measure(browser, url, { big, four }) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, acceptDownloads: true });
  const page = await context.newPage();
  /** @type {Record<string, Phase>} */
  const phases = {};
  /** @param {string} name @param {() => Promise<unknown>} act */
  const phase = async (name, act) => {
    await browser.startTracing(page, { categories: CATEGORIES });
    await act();
    await page.waitForTimeout(400);
    const measured = summary(tasksOf(JSON.parse((await browser.stopTracing()).toString())));
    phases[name] = measured;
    const { longestCpu, longestWall, parts } = measured;
    console.error(`${name}: ${longestCpu} ms of its own, ${longestWall} ms by the clock ${JSON.stringify(parts)}`);
  };
  /** @param {string} name */
  const button = (name) => page.getByRole('button', { name, exact: true });
  /** @param {string} name */
  const choice = (name) =>
    page.locator('.segments label').filter({ has: page.getByRole('radio', { name, exact: true }) });
  const run = page.getByRole('button', { name: /^Run/ }).and(page.locator(':enabled'));

  await phase('first load', async () => {
    await page.goto(url);
    await page.locator('.canvas .committed').first().waitFor();
    await run.waitFor();
    await page.waitForTimeout(1500);
  });
  await phase('playing the first example', async () => {
    await button('First step').click();
    await button('Play').click();
    await page.waitForTimeout(2500);
  });
  await phase('a live decode', async () => {
    await run.click();
    await page.getByRole('status').filter({ hasText: 'Decode finished' }).waitFor();
  });
  await phase('opening the gallery', async () => {
    await button('Gallery').click();
    await page.locator('.gallery-card svg').first().waitFor();
  });
  await button('Close').click();
  await phase('switching the language', async () => {
    await page.getByLabel('Language').selectOption('zh');
    await page.getByRole('button', { name: '运行' }).first().waitFor();
  });
  await page.locator('.header-actions select').last().selectOption('en');

  await phase('opening a trace of 512 × 512', async () => {
    await page.getByLabel('Trace file').setInputFiles(big);
    await page.locator('.step-count').filter({ hasText: '512 / 512' }).waitFor({ timeout: 60_000 });
  });
  const slider = page.getByRole('slider', { name: 'Step' });
  for (const layout of ['Text', 'Grid']) {
    await choice(layout).click();
    for (const colour of ['Order', 'Age']) {
      await choice(colour).click();
      await page.waitForTimeout(500);
      await phase(`moving the cursor, ${layout.toLowerCase()}, ${colour.toLowerCase()}`, async () => {
        for (let move = 0; move < 24; move++) {
          await slider.fill(String(move % 2 === 0 ? 256 + move : 128 + move));
          await page.waitForTimeout(120);
        }
      });
    }
  }
  await phase('playing 512 × 512, 60 steps a second', async () => {
    await slider.fill('100');
    await page.getByLabel('Speed').selectOption('60');
    await button('Play').click();
    await page.waitForTimeout(3000);
    await button('Pause').click();
  });
  await phase('pointing at tokens', async () => {
    const cells = page.locator('.canvas .token');
    for (const cell of [3, 20, 40, 60]) await cells.nth(cell).hover();
  });
  for (const tab of ['Measures', 'By step', 'AR-ness']) {
    await phase(`showing ${tab}`, () => choice(tab).click());
  }
  for (const chart of ['AR-ness', 'Entropy sink', 'Steps × positions']) {
    for (const format of ['SVG', 'CSV', 'JSON']) {
      await phase(`saving ${chart} as ${format}`, async () => {
        await button(`Save ${chart}`).click();
        await Promise.all([
          page.waitForEvent('download', { timeout: 60_000 }),
          page.getByRole('menuitem', { name: new RegExp(`^${format}`) }).click(),
        ]);
      });
    }
  }
  await phase('saving the trace', async () => {
    await button('Export').click();
    await Promise.all([
      page.waitForEvent('download', { timeout: 60_000 }),
      page.getByRole('menuitem', { name: /^Trace/ }).click(),
    ]);
  });
  await phase('saving the decode as a page', async () => {
    await button('Export').click();
    await Promise.all([
      page.waitForEvent('download', { timeout: 60_000 }),
      page.getByRole('menuitem', { name: /page/i }).click(),
    ]);
  });

  await phase('going to Compare', async () => {
    await page.getByRole('navigation').getByRole('button', { name: 'Compare' }).click();
    await page.getByRole('button', { name: 'Four scores' }).waitFor();
  });
  await phase('comparing four traces of 256 × 256', async () => {
    await page.getByRole('button', { name: 'Four scores' }).click();
    await page.getByRole('button', { name: 'Stop' }).click();
    for (const [index, file] of four.entries()) {
      await page.getByLabel(`Trace file for pane ${'ABCD'[index]}`).setInputFiles(file);
      await page.locator('.pane-status').nth(index).filter({ hasText: '256' }).waitFor({ timeout: 60_000 });
    }
  });
  await phase('moving the cursor of Compare', async () => {
    for (let move = 0; move < 12; move++) {
      await page.getByRole('slider', { name: 'Common step' }).fill(String(move % 2 === 0 ? 128 + move : 64 + move));
      await page.waitForTimeout(150);
    }
  });

  await page.evaluate(fillLibrary);
  await page.goto('about:blank');
  await phase('loading with 200 kept runs', async () => {
    await page.goto(url);
    await run.waitFor();
    await page.waitForTimeout(1000);
  });
  await phase('opening the library with 200 runs', async () => {
    await button('Library').click();
    await page.locator('.run-row').nth(199).waitFor();
  });
  await phase('searching them', async () => {
    await page.getByLabel('Search the runs').pressSequentially('run 1', { delay: 60 });
  });
  await context.close();
  return phases;
}

/** In the page: the runs that are kept, again and again until there are 200. */
async function fillLibrary() {
  const database = await new Promise((resolve, reject) => {
    // @ts-expect-error Node's types do not know the browser's database.
    const opening = indexedDB.open('diffuscope');
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  const transaction = database.transaction(['runs', 'traces'], 'readwrite');
  const [runs, traces] = [transaction.objectStore('runs'), transaction.objectStore('traces')];
  /** @param {any} request */
  const done = (request) =>
    new Promise((resolve) => Object.assign(request, { onsuccess: () => resolve(request.result) }));
  const kept = await done(runs.getAll());
  const bytes = await done(traces.get(kept[0].id));
  for (let index = kept.length; index < 200; index++) {
    await done(runs.put({ ...kept[0], id: `copy-${index}`, name: `run ${index}` }));
    await done(traces.put(bytes, `copy-${index}`));
  }
  database.close();
}

/**
 * The tasks of the page's thread: of the renderers' main threads, the one that was busy most.
 * @param {{ traceEvents: TraceEvent[] }} trace
 * @returns {Task[]}
 */
function tasksOf({ traceEvents }) {
  const mains = traceEvents.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain');
  const threads = mains.map(({ pid, tid }) => {
    const events = traceEvents.filter((event) => event.pid === pid && event.tid === tid && event.dur !== undefined);
    return {
      events,
      tasks: events.filter(({ name }) => name === 'RunTask' || name === 'ThreadControllerImpl::RunTask'),
    };
  });
  const busy = (/** @type {TraceEvent[]} */ tasks) => tasks.reduce((sum, { dur = 0 }) => sum + dur, 0);
  const page = threads.reduce((most, thread) => (busy(thread.tasks) > busy(most.tasks) ? thread : most));
  // A task inside another (a nested loop) is part of it.
  const outer = page.tasks.filter(
    (task) =>
      !page.tasks.some(
        (other) =>
          other !== task &&
          other.ts <= task.ts &&
          task.ts + (task.dur ?? 0) <= other.ts + (other.dur ?? 0) &&
          (other.dur ?? 0) > (task.dur ?? 0),
      ),
  );
  return outer.map((task) => ({
    wall: (task.dur ?? 0) / 1000,
    cpu: (task.tdur ?? task.dur ?? 0) / 1000,
    get parts() {
      return partsOf(task, page.events);
    },
  }));
}

const PARTS = [
  'EvaluateScript',
  'v8.evaluateModule',
  'v8.compileModule',
  'FunctionCall',
  'FireAnimationFrame',
  'UpdateLayoutTree',
  'Layout',
  'PrePaint',
  'Paint',
  'Layerize',
  'MajorGC',
  'MinorGC',
  'ParseHTML',
  'HandlePostMessage',
  'EventDispatch',
  'RunMicrotasks',
  'Commit',
  'HitTest',
  'v8.deserializeOnMainThread',
];

/** @param {TraceEvent} task @param {TraceEvent[]} events @returns {Record<string, number>} */
function partsOf(task, events) {
  /** @type {Record<string, number>} */
  const parts = {};
  for (const { name, ts, dur = 0, tdur = dur } of events) {
    if (!PARTS.includes(name) || ts < task.ts || ts + dur > task.ts + (task.dur ?? 0)) continue;
    parts[name] = (parts[name] ?? 0) + tdur / 1000;
  }
  return Object.fromEntries(
    Object.entries(parts)
      .filter(([, ms]) => ms >= 1)
      .map(([name, ms]) => [name, rounded(ms)]),
  );
}

/** @param {Task[]} tasks @returns {Phase} */
function summary(tasks) {
  const most = (/** @type {'wall' | 'cpu'} */ time) => tasks.reduce((a, b) => (b[time] > a[time] ? b : a));
  const over = (/** @type {'wall' | 'cpu'} */ time) => tasks.filter((task) => task[time] > 50).length;
  const longest = most('cpu');
  return {
    longestCpu: rounded(longest.cpu),
    longestWall: rounded(most('wall').wall),
    over50Cpu: over('cpu'),
    over50Wall: over('wall'),
    parts: longest.parts,
  };
}

/** @param {number} millis */
function rounded(millis) {
  return Math.round(millis * 10) / 10;
}
