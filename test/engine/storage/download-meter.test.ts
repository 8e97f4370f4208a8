import { describe, expect, it } from 'vitest';
import { createDownloadMeter } from '../../../src/engine/storage/download-meter.ts';

const file = (name: string, bytes: number) => ({ name, bytes, sha256: name });
const first = file('first', 1000);
const second = file('second', 3000);

async function begun() {
  const meter = createDownloadMeter();
  await meter.begin([first, second], async ({ name }) => (name === 'first' ? 400 : 0));
  meter.progress(0);
  return meter;
}

describe('createDownloadMeter', () => {
  it('counts over all files, what was there before included', async () => {
    const meter = await begun();
    meter.of(first).onBytes(1000, 600);
    meter.of(first).onVerified(1000);
    meter.of(second).onBytes(500, 500);
    expect(meter.progress(100)).toMatchObject({ bytes: 1500, totalBytes: 4000, verifiedBytes: 1000 });
  });

  it('knows no rate at first, then the rate of what was received, not of what was there', async () => {
    const meter = await begun();
    meter.of(first).onBytes(500, 100);
    expect(meter.progress(200)).toMatchObject({ bytesPerSecond: 0, secondsLeft: null });
    meter.of(first).onBytes(1000, 500);
    // 600 bytes in 2 s; 3000 are left.
    expect(meter.progress(2000)).toMatchObject({ bytesPerSecond: 300, secondsLeft: 10 });
  });

  it('forgets what is longer ago than six seconds', async () => {
    const meter = await begun();
    meter.of(second).onBytes(1000, 1000);
    meter.progress(1000);
    meter.of(second).onBytes(1100, 100);
    meter.progress(8000);
    meter.of(second).onBytes(1500, 400);
    expect(meter.progress(10_000).bytesPerSecond).toBe(200);
  });

  it('goes back when a file begins anew, and its rate does not', async () => {
    const meter = await begun();
    meter.of(second).onBytes(2000, 2000);
    meter.progress(1000);
    meter.of(second).onBytes(0, 0);
    expect(meter.progress(2000)).toMatchObject({ bytes: 400, bytesPerSecond: 1000 });
  });

  it('verifies when all is there, at a rate of its own', async () => {
    const meter = createDownloadMeter();
    expect(meter.progress(0).phase).toBe('manifest');
    meter.wait();
    expect(meter.progress(0).phase).toBe('waiting');
    await meter.begin([first, second], async () => 0);
    meter.of(first).onBytes(1000, 1000);
    meter.of(first).onVerified(800);
    expect(meter.progress(1000).phase).toBe('download');
    meter.of(second).onBytes(3000, 3000);
    expect(meter.progress(2000)).toMatchObject({ phase: 'verify', bytesPerSecond: 0, secondsLeft: null });
    meter.of(first).onVerified(1000);
    // 200 bytes in 1 s; 3000 are left.
    expect(meter.progress(3000)).toMatchObject({ phase: 'verify', bytesPerSecond: 200, secondsLeft: 15 });
  });
});
