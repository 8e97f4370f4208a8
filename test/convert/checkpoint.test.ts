import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openCheckpoint } from '../../src/convert/checkpoint.ts';
import { sourceTensor } from '../../src/convert/tensor-index.ts';
import { TINY, temporaryFolder, writeTiny } from './fixture.ts';

const INDEX = 'model.safetensors.index.json';
const NORM = 'model.norm.weight';

function complaintWithIndex(index: string): unknown {
  const { folder } = writeTiny(TINY, 'F32', 2);
  writeFileSync(join(folder, INDEX), index);
  try {
    openCheckpoint(folder).close();
  } catch (thrown) {
    return thrown;
  }
  return undefined;
}

test('one file and many hold the same tensors', () => {
  const one = writeTiny(TINY);
  const many = writeTiny(TINY, 'F32', 3);
  const [single, sharded] = [openCheckpoint(one.folder), openCheckpoint(many.folder)];
  expect(single.files).toEqual(['model.safetensors']);
  expect(sharded.files).toEqual([1, 2, 3].map((i) => `model-0000${i}-of-00003.safetensors`));
  for (const checkpoint of [single, sharded]) {
    expect(checkpoint.shape('model.embed_tokens.weight')).toEqual([40, 64]);
    expect(checkpoint.read(NORM, 0, 64)).toEqual(one.weights.get(NORM));
    expect(checkpoint.read('model.embed_tokens.weight', 192, 128)).toEqual(
      one.weights.get('model.embed_tokens.weight')!.subarray(192, 320),
    );
    expect(checkpoint.has('lm_head.weight')).toBe(false);
    checkpoint.close();
  }
});

test('a folder without weights', () => {
  expect(() => openCheckpoint(temporaryFolder())).toThrow(expect.objectContaining({ code: 'not-found' }));
});

test('a tensor that is missing, or of another shape than the config says', () => {
  const checkpoint = openCheckpoint(writeTiny(TINY).folder);
  expect(() => sourceTensor(checkpoint, 'lm_head.bias', [1])).toThrow(/lm_head.bias is missing/);
  expect(() => sourceTensor(checkpoint, NORM, [65])).toThrow(/shape \[64\] where config.json asks for \[65\]/);
  expect(() => sourceTensor(checkpoint, 'model.embed_tokens.weight', [64, 40])).toThrow(/shape \[40,64\]/);
  expect(sourceTensor(checkpoint, NORM, [64])).toEqual({ name: NORM, shape: [64] });
  checkpoint.close();
});

test.each([
  ['not JSON', '{', /not JSON/],
  ['no map', '{}', /weight_map/],
  ['a file outside the folder', JSON.stringify({ weight_map: { a: '../model.safetensors' } }), /plain file name/],
  ['a file that is missing', JSON.stringify({ weight_map: { a: 'b.safetensors' } }), /names b.safetensors, which is/],
  [
    'a tensor that its file lacks',
    JSON.stringify({ weight_map: { a: 'model-00001-of-00002.safetensors' } }),
    /places a in model-00001-of-00002.safetensors, which does not hold it/,
  ],
])('an index with %s', (_, index, message) => {
  expect(complaintWithIndex(index)).toMatchObject({
    code: 'bad-checkpoint',
    message: expect.stringMatching(message),
  });
});

test('an index whose second file is gone', () => {
  const { folder } = writeTiny(TINY, 'F32', 2);
  rmSync(join(folder, 'model-00002-of-00002.safetensors'));
  expect(() => openCheckpoint(folder)).toThrow(expect.objectContaining({ code: 'bad-checkpoint' }));
});
