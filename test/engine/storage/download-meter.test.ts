import { describe, expect, it } from 'vitest';
import { createDownloadMeter } from '../../../src/engine/storage/download-meter.ts';

const file = (name: string, bytes: number) => ({ name, bytes, sha256: name });
const first = file('first', 1000);
const second = file('second', 3000);

async function begun() {
  const meter = createDownloadMeter();
  meter.progress(0);
  await meter.begin([first, second], async ({ name }) => (name === 'first' ? 400 : 0));
  return meter;
}

describe('createDownloadMeter', () => {
  it('counts over all files, what was there before included', async () => {
    const meter = await begun();
    meter.onBytes(first, 1000, 600);
    meter.onVerified(first, 1000);
    meter.onBytes(second, 500, 500);
    expect(meter.progress(100)).toMatchObject({ bytes: 1500, totalBytes: 4000, verifiedBytes: 1000 });
  });

  it('knows no rate at first, then the rate of what was received, not of what was there', async () => {
    const meter = await begun();
    meter.onBytes(first, 500, 100);
    expect(meter.progress(200)).toMatchObject({ bytesPerSecond: 0, secondsLeft: null });
    meter.onBytes(first, 1000, 500);
    // 600 bytes in 2 s; 3000 are left.
    expect(meter.progress(2000)).toMatchObject({ bytesPerSecond: 300, secondsLeft: 10 });
  });

  it('forgets what is longer ago than six seconds', async () => {
    const meter = await begun();
    meter.onBytes(second, 1000, 1000);
    meter.progress(1000);
    meter.onBytes(second, 1100, 100);
    meter.progress(8000);
    meter.onBytes(second, 1500, 400);
    expect(meter.progress(10_000).bytesPerSecond).toBe(200);
  });

  it('goes back when a file begins anew, and its rate does not', async () => {
    const meter = await begun();
    meter.onBytes(second, 2000, 2000);
    meter.progress(1000);
    meter.onBytes(second, 0, 0);
    expect(meter.progress(2000)).toMatchObject({ bytes: 400, bytesPerSecond: 1000 });
  });

  it('tells when the phase changes', () => {
    const meter = createDownloadMeter();
    expect([meter.enter('manifest'), meter.enter('download'), meter.enter('download'), meter.enter('verify')]).toEqual([
      false,
      true,
      false,
      true,
    ]);
  });
});
