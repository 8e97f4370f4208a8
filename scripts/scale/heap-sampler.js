/** Heaps of a page and of its workers, and memory of the browser's processes, looked at several times a second. */
import { chromiumProcesses, forgetPeak, peakBytes, residentBytes } from './process-memory.js';

const INTERVAL_MILLIS = 250;

/**
 * Peaks, in bytes. JavaScript heaps are what V8 has in use and the array buffers beside it; sampled. Processes: each
 * one's own peak, as the kernel counted it; all of them together, sampled.
 * @typedef {{ page: number, workers: number, javascript: number, wasm: number, renderer: number, gpu: number, processes: number }} Peaks
 */

/**
 * @param {import('@playwright/test').CDPSession} session of the page
 * @param {string} profile folder of the browser's profile.
 */
export async function createHeapSampler(session, profile) {
  /** @type {Set<string>} */
  const workers = new Set();
  /** @type {Map<number, (result: any) => void>} */
  const waiting = new Map();
  let lastId = 0;
  session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
    if (targetInfo.type === 'worker') workers.add(sessionId);
  });
  session.on('Target.detachedFromTarget', ({ sessionId }) => workers.delete(sessionId));
  session.on('Target.receivedMessageFromTarget', ({ message }) => {
    const { id, result } = JSON.parse(message);
    waiting.get(id)?.(result);
    waiting.delete(id);
  });
  await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });

  /**
   * A worker that computes answers late, one that is gone never.
   * @param {string} sessionId @param {string} method @param {object} params
   */
  const ask = (sessionId, method, params = {}) =>
    new Promise((resolve) => {
      const id = ++lastId;
      waiting.set(id, resolve);
      const message = JSON.stringify({ id, method, params });
      session.send('Target.sendMessageToTarget', { sessionId, message }).catch(() => resolve(undefined));
      setTimeout(() => waiting.delete(id) && resolve(undefined), 5000);
    });

  /** @type {Peaks} */
  let peaks = none();
  /** @param {{ usedSize: number, backingStorageSize?: number } | undefined} usage */
  const inUse = (usage) => (usage?.usedSize ?? 0) + (usage?.backingStorageSize ?? 0);

  const look = async () => {
    const processes = chromiumProcesses(profile);
    const together = processes.reduce((sum, { pid }) => sum + residentBytes(pid), 0);
    const ownPage = inUse(/** @type {any} */ (await session.send('Runtime.getHeapUsage')));
    const all = await Promise.all(
      [...workers].map(async (id) => ({
        heap: inUse(await ask(id, 'Runtime.getHeapUsage')),
        wasm: (await ask(id, 'Runtime.evaluate', { expression: 'globalThis.wasmBytes?.() ?? 0' }))?.result?.value ?? 0,
      })),
    );
    const workerHeaps = all.reduce((sum, { heap }) => sum + heap, 0);
    raise(peaks, {
      page: ownPage,
      workers: workerHeaps,
      javascript: ownPage + workerHeaps,
      wasm: all.reduce((sum, { wasm }) => sum + wasm, 0),
      renderer: peakOf(processes, 'renderer'),
      gpu: peakOf(processes, 'gpu-process'),
      processes: together,
    });
  };

  let going = true;
  const looking = (async () => {
    while (going) {
      await look().catch(() => {}); // The page goes to another address.
      await new Promise((resolve) => setTimeout(resolve, INTERVAL_MILLIS));
    }
  })();

  return {
    /** Peaks while `work` went on. @template T @param {() => Promise<T>} work @returns {Promise<{ value: T, peaks: Peaks, seconds: number }>} */
    async during(work) {
      for (const { pid } of chromiumProcesses(profile)) forgetPeak(pid);
      peaks = none();
      const start = performance.now();
      const value = await work();
      const seconds = (performance.now() - start) / 1000;
      await look();
      return { value, peaks, seconds };
    },
    async stop() {
      going = false;
      await looking;
    },
  };
}

/** @returns {Peaks} */
const none = () => ({ page: 0, workers: 0, javascript: 0, wasm: 0, renderer: 0, gpu: 0, processes: 0 });

/** @param {Peaks} peaks @param {Peaks} seen */
function raise(peaks, seen) {
  for (const key of /** @type {(keyof Peaks)[]} */ (Object.keys(peaks))) peaks[key] = Math.max(peaks[key], seen[key]);
}

/** The largest process of a kind. @param {{ pid: number, kind: string }[]} processes @param {string} kind */
function peakOf(processes, kind) {
  return Math.max(0, ...processes.filter((one) => one.kind === kind).map(({ pid }) => peakBytes(pid)));
}
