import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ModelSource } from '../../../src/engine/model-source.ts';
import { openTokenVectors } from '../../../src/engine/network/token-vectors.ts';
import { manifest } from '../../model/fixture.ts';

/** A table of 7 tokens, 3 numbers each, in files of 3 rows, as blobs or as arrays; reads are counted. */
function table(format: 'f32' | 'q8', as: 'blob' | 'array') {
  const rowBytes = format === 'f32' ? 12 : 7;
  const rowsOf = (first: number, count: number): Uint8Array<ArrayBuffer> => {
    const bytes = new DataView(new ArrayBuffer(count * rowBytes));
    for (let row = 0; row < count; row++) {
      const token = first + row;
      for (let i = 0; i < 3; i++) {
        if (format === 'f32') bytes.setFloat32(row * 12 + 4 * i, token + i / 4, true);
        else bytes.setInt8(row * 7 + 4 + i, i - token);
      }
      if (format === 'q8') bytes.setFloat32(row * 7, 0.5, true);
    }
    return new Uint8Array(bytes.buffer);
  };
  const contents = new Map([
    ['one', rowsOf(0, 3)],
    ['two', rowsOf(3, 3)],
    ['three', rowsOf(6, 1)],
  ]);
  const files = [...contents].map(([name, { length }]) => ({ name, bytes: length, sha256: '0'.repeat(64) }));
  const reads: [number, number][] = [];
  const counted = (bytes: Uint8Array<ArrayBuffer>): Blob => {
    const blob = new Blob([bytes]);
    return Object.assign(blob, {
      slice(start: number, end: number) {
        reads.push([start, end]);
        return Blob.prototype.slice.call(blob, start, end);
      },
    });
  };
  const source: ModelSource = {
    manifest,
    fromCache: true,
    problem: () => null,
    async open({ name }) {
      const bytes = contents.get(name)!;
      return as === 'blob' ? counted(bytes) : bytes;
    },
  };
  const expected = (id: number) =>
    format === 'f32' ? [0, 1, 2].map((i) => id + i / 4) : [0, 1, 2].map((i) => 0.5 * (i - id));
  const open = (change: { files?: typeof files } = {}) =>
    openTokenVectors({ format, rowsPerFile: 3, files, ...change }, { vocabularySize: 7, hiddenSize: 3 }, source);
  return { open, expected, reads, files };
}

describe('vectors of tokens', () => {
  it.each([
    ['f32', 'blob'],
    ['f32', 'array'],
    ['q8', 'blob'],
    ['q8', 'array'],
  ] as const)('%s from a %s are those of the rows', async (format, as) => {
    const { open, expected } = table(format, as);
    const vectors = await open();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(6), { minLength: 1 }), async (ids) => {
        expect([...(await vectors.of(Int32Array.from(ids)))]).toEqual(ids.flatMap(expected));
      }),
      { numRuns: 30 },
    );
  });

  it('reads a row once, and no other', async () => {
    const { open, reads } = table('q8', 'blob');
    const vectors = await open();
    await vectors.of(Int32Array.of(4, 4, 6, 4));
    await vectors.of(Int32Array.of(6, 4));
    expect(reads).toEqual([
      [7, 14],
      [0, 7],
    ]);
  });

  it('keeps no more than 16 MiB of rows', async () => {
    // 2 ** 20 numbers are 4 MiB: four rows are kept.
    const hiddenSize = 2 ** 20;
    const bytes = 5 * (4 + hiddenSize);
    let reads = 0;
    const blob = Object.assign(new Blob([new Uint8Array(bytes)]), {
      slice(start: number, end: number) {
        reads++;
        return Blob.prototype.slice.call(this, start, end);
      },
    });
    const source = { manifest, fromCache: true, problem: () => null, open: async () => blob };
    const files = [{ name: 'one', bytes, sha256: '0'.repeat(64) }];
    const vectors = await openTokenVectors(
      { format: 'q8', rowsPerFile: 5, files },
      { vocabularySize: 5, hiddenSize },
      source,
    );
    for (const id of [0, 1, 2, 3, 0, 4, 0]) await vectors.of(Int32Array.of(id));
    expect(reads).toBe(5);
    await vectors.of(Int32Array.of(1));
    expect(reads).toBe(6);
  });

  it('refuses a file of another size than its rows', async () => {
    const { open, files } = table('f32', 'blob');
    const wrong = files.map((file, i) => (i === 2 ? { ...file, bytes: 24 } : file));
    await expect(open({ files: wrong })).rejects.toMatchObject({
      code: 'bad-model-file',
      message: 'three is damaged: it has 24 bytes, not 12.',
    });
  });

  it('says that the disk does not give a row any more', async () => {
    const gone = { slice: () => ({ arrayBuffer: () => Promise.reject(new DOMException('gone', 'NotFoundError')) }) };
    const source = {
      ...{ manifest, fromCache: true, problem: () => null },
      open: async () => Object.setPrototypeOf({ ...gone, size: 12 }, Blob.prototype) as Blob,
    };
    const files = [{ name: 'one', bytes: 12, sha256: '0'.repeat(64) }];
    const vectors = await openTokenVectors(
      { format: 'f32', rowsPerFile: 1, files },
      { vocabularySize: 1, hiddenSize: 3 },
      source,
    );
    await expect(vectors.of(Int32Array.of(0))).rejects.toMatchObject({ code: 'storage' });
  });
});
