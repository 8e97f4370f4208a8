/**
 * Measures conversions of a checkpoint of 1.2 GB: two layers of a 7B and a vocabulary of 16384, weights drawn from a
 * seed. Each is a process of its own; the hub is this process, on localhost. Prints one JSON object.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConvertOptions } from '../../src/convert/convert-options.ts';
import { synthesise } from '../../src/synth/synth.ts';
import { startHub } from '../hub/hub-server.ts';

const rounds = Number(process.argv[2] ?? 3);
const folder = mkdtempSync(join(tmpdir(), 'diffuscope-bench-'));
const checkpoint = join(folder, 'checkpoint');

interface Taken {
  readonly seconds: number;
  readonly verifyingSeconds: number;
  readonly cpuSeconds: number;
  readonly peakBytes: number;
}

async function convertOnce(options: Partial<ConvertOptions>): Promise<Taken> {
  const out = join(folder, 'model');
  const given = JSON.stringify({ checkpoint, out, variants: ['q4'], layout: 'split', threads: 2, ...options });
  const script = join(import.meta.dirname, 'convert-once.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script, given], { stdio: ['ignore', 'pipe', 2] });
  let said = '';
  child.stdout!.on('data', (text) => {
    said += text;
  });
  const [code] = await once(child, 'close');
  rmSync(out, { recursive: true, force: true });
  if (code !== 0) throw new Error(`the conversion ended with ${code}`);
  return JSON.parse(said);
}

/** The fastest of some rounds, which other work on the machine disturbed least; the largest peak of all. */
async function measure(bytes: number, times: number, options: Partial<ConvertOptions>) {
  const all: Taken[] = [];
  for (let i = 0; i < times; i++) all.push(await convertOnce(options));
  const least = (key: keyof Taken) => Math.min(...all.map((taken) => taken[key]));
  return {
    bytesPerSecond: bytes / least('seconds'),
    seconds: least('seconds'),
    verifyingSeconds: least('verifyingSeconds'),
    cpuSecondsPerGigabyte: (least('cpuSeconds') / bytes) * 1e9,
    peakBytes: Math.max(...all.map((taken) => taken.peakBytes)),
  };
}

try {
  const threads = 2;
  const bytes = await synthesise({
    like: 'diffucoder-7b',
    out: checkpoint,
    seed: 'bench',
    layers: 2,
    vocabulary: 16384,
    threads,
  });
  console.error('Converting from a folder …');
  const fromFolder = await measure(bytes, rounds, {});
  console.error('Converting from a folder, with the search for scales …');
  const search = await measure(bytes, 1, { fit: 'search' });
  console.error('Converting from a hub on this machine …');
  const hub = await startHub({ name: 'bench/model', folder: checkpoint });
  const fromHub = await measure(bytes, rounds, { checkpoint: 'bench/model', endpoint: hub.endpoint });
  await hub.close();
  process.stdout.write(`${JSON.stringify({ bytes, threads, folder: fromFolder, search, hub: fromHub })}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
