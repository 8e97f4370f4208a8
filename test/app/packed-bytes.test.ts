import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openTraceFile } from '../../src/app/opened-file.ts';
import { packed, unpacked } from '../../src/app/packed-bytes.ts';
import { MAX_TRACE_BYTES, traceToJson } from '../../src/trace/json.ts';
import { stubTrace } from '../state/stub-decode.ts';

describe('packed files', () => {
  it('come back as they were', async () => {
    const bytes = await packed('{"a":"é"}');
    expect([...bytes.subarray(0, 2)]).toEqual([0x1f, 0x8b]);
    expect(new TextDecoder().decode(await unpacked(bytes))).toBe('{"a":"é"}');
  });

  it('are left alone where they are not packed', async () => {
    const bytes = new TextEncoder().encode('{}');
    expect(await unpacked(bytes)).toBe(bytes);
  });

  it('open as the trace that they hold', async () => {
    const trace = await stubTrace();
    const { trace: opened } = await openTraceFile(new Blob([await packed(traceToJson(trace))]), null);
    expect(opened.steps).toEqual(trace.steps);
  });

  it('are refused where they break off', async () => {
    const bytes = await packed('a'.repeat(1000));
    await expect(unpacked(bytes.slice(0, -12))).rejects.toMatchObject({ code: 'bad-trace' });
  });

  it('are refused where few bytes hold more than a trace may have', async () => {
    const bomb = new Uint8Array(gzipSync(Buffer.alloc(MAX_TRACE_BYTES + 1)));
    expect(bomb.length).toBeLessThan(200_000);
    await expect(unpacked(bomb)).rejects.toMatchObject({ code: 'bad-trace' });
  });
});
