import { closeSync, ftruncateSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openFolder } from '../../../src/convert/source/folder.ts';
import { openSource } from '../../../src/convert/source/open-source.ts';
import { weightsRevision } from '../../../src/convert/source/weights-revision.ts';
import { temporaryFolder } from '../fixture.ts';

test('a snapshot in the cache of the Python client is known by its repository and commit', async () => {
  const commit = '0123456789abcdef0123456789abcdef01234567';
  const folder = join(temporaryFolder(), 'models--apple--DiffuCoder-7B-cpGRPO', 'snapshots', commit);
  mkdirSync(folder, { recursive: true });
  expect(await openSource(folder, {})).toMatchObject({ name: 'apple/DiffuCoder-7B-cpGRPO', commit, isFolder: true });
  expect(openFolder(join(folder, '..'))).toMatchObject({ name: 'snapshots', commit: null });
});

test('a file that changes does not hold any more, nor one that is gone', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'a'), 'one');
  const source = openFolder(folder);
  const file = source.files.get('a')!;
  expect(source.stillHolds(file)).toBe(true);
  writeFileSync(join(folder, 'a'), 'other');
  expect(source.stillHolds(file)).toBe(false);
  expect(source.stillHolds({ ...file, name: 'b' })).toBe(false);
});

describe('the revision of weights without a commit', () => {
  /** A file of so many zeros, of which only `marks` take room. */
  function revisionOf(bytes: number, ...marks: number[]): Promise<string> {
    const folder = temporaryFolder();
    const descriptor = openSync(join(folder, 'w'), 'w');
    ftruncateSync(descriptor, bytes);
    for (const mark of marks) writeSync(descriptor, Uint8Array.of(1), 0, 1, mark);
    closeSync(descriptor);
    const source = openFolder(folder);
    const file = source.files.get('w')!;
    return weightsRevision(source, [{ file, head: new Uint8Array(), tensors: new Map() }]);
  }

  // printf abc | sha256sum, of which 12 digits; here of three zeros: head -c 3 /dev/zero | sha256sum | cut -c 1-12
  test('is the hash of all bytes up to 1 GiB', async () => {
    expect(await revisionOf(3)).toBe('709e80c88487');
    expect(await revisionOf(5_000_000, 4_999_999)).not.toBe(await revisionOf(5_000_000));
  });

  test('is one of samples above', async () => {
    const size = 2 ** 30 + 100;
    const plain = await revisionOf(size);
    expect(await revisionOf(size, 2 ** 22 + 100)).not.toBe(plain);
    expect(await revisionOf(size, size - 1)).not.toBe(plain);
    expect(await revisionOf(size, 2 ** 22 - 1)).toBe(plain);
  });
});
