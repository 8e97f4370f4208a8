import { expect, it } from 'vitest';
import { countLoading } from '../../src/engine/loading-count.ts';
import type { ModelSource } from '../../src/engine/model-source.ts';
import { manifest } from '../model/fixture.ts';

const file = (name: string, bytes: number) => ({ name, bytes, sha256: '0'.repeat(64) });

it('counts what was fetched at once, and what is streamed from disk when its part is ready', async () => {
  const source: ModelSource = {
    ...{ manifest, fromCache: true, problem: () => null },
    async open({ name, bytes }, onProgress) {
      if (name.startsWith('disk')) return new Blob([new Uint8Array(bytes)]);
      onProgress?.('download', bytes / 2);
      onProgress?.('verify', bytes);
      return new Uint8Array(bytes);
    },
  };
  const seen: [string, number][] = [];
  const loading = countLoading(source, (...progress) => seen.push(progress));
  await loading.source.open(file('fetched', 10));
  await loading.source.open(file('disk-1', 100));
  await loading.source.open(file('disk-2', 200));
  loading.opened();
  await loading.source.open(file('fetched too', 20));
  loading.opened();
  expect(seen).toEqual([
    ['download', 5],
    ['verify', 10],
    ['session', 10],
    ['session', 10],
    ['session', 10],
    ['session', 310],
    ['download', 320],
    ['verify', 330],
    ['session', 330],
    ['session', 330],
  ]);
});
