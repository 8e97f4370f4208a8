import { describe, expect, it } from 'vitest';
import { StreamedFile } from '../../../src/engine/network/streamed-file.ts';

/** More than two pieces, the last of them short. */
const bytes = Uint8Array.from({ length: 9 * 2 ** 20 + 7 }, (_, i) => (i * 31) >>> 3);
const file = new StreamedFile(new Blob([bytes]));

/** As the runtime reads: each piece is copied before the next is asked for. */
async function read(blob: Blob): Promise<Buffer> {
  const pieces: Buffer[] = [];
  const reader = blob.stream().getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) pieces.push(Buffer.from(next.value));
  return Buffer.concat(pieces);
}

describe('a file on the disk', () => {
  it.each([
    [0, bytes.length],
    [0, 0],
    [5, 4_194_309],
    [4_194_304, 8_388_608],
    [8_388_600, bytes.length],
  ])('is read from %i to %i', async (start, end) => {
    const slice = file.slice(start, end);
    expect(slice).toBeInstanceOf(Blob);
    expect(slice.size).toBe(end - start);
    expect((await read(slice)).equals(bytes.subarray(start, end))).toBe(true);
  });

  it('offers no reader that brings its own buffers', () => {
    expect(() => file.stream().getReader({ mode: 'byob' })).toThrow(TypeError);
  });

  it('gives the memory of a piece back when the next is asked for', async () => {
    const reader = file.stream().getReader();
    const { value: first } = await reader.read();
    expect(first!.length).toBe(2 ** 22);
    await reader.read();
    if ('transfer' in ArrayBuffer.prototype) expect(first!.length).toBe(0);
  });
});
