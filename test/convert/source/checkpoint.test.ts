import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openCheckpoint as open } from '../../../src/convert/source/checkpoint.ts';
import { openFolder } from '../../../src/convert/source/folder.ts';
import { sourceTensor } from '../../../src/convert/tensor-index.ts';
import { TINY, temporaryFolder, writeTiny } from '../fixture.ts';

const INDEX = 'model.safetensors.index.json';
const NORM = 'model.norm.weight';

const openCheckpoint = (folder: string) => open(openFolder(folder));

async function complaintWithIndex(index: string): Promise<unknown> {
  const { folder } = writeTiny(TINY, 'F32', 2);
  writeFileSync(join(folder, INDEX), index);
  try {
    await openCheckpoint(folder);
  } catch (thrown) {
    return thrown;
  }
  return undefined;
}

test('one file and many hold the same tensors', async () => {
  const one = writeTiny(TINY);
  const many = writeTiny(TINY, 'F32', 3);
  const [single, sharded] = [await openCheckpoint(one.folder), await openCheckpoint(many.folder)];
  const names = (checkpoint: typeof single) => checkpoint.shards.map(({ file }) => file.name);
  expect(names(single)).toEqual(['model.safetensors']);
  expect(names(sharded)).toEqual([1, 2, 3].map((i) => `model-0000${i}-of-00003.safetensors`));
  for (const [checkpoint, folder] of [
    [single, one.folder],
    [sharded, many.folder],
  ] as const) {
    expect(checkpoint.shape('model.embed_tokens.weight')).toEqual([40, 64]);
    expect(checkpoint.has('lm_head.weight')).toBe(false);
    for (const [name, values] of one.weights) {
      const { shard, info } = checkpoint.find(name);
      const bytes = readFileSync(join(folder, shard.file.name)).subarray(shard.head.length);
      const found = Uint8Array.from(bytes.subarray(...info.data_offsets));
      expect(new Float32Array(found.buffer)).toEqual(values);
    }
  }
});

test('a folder without weights', async () => {
  await expect(openCheckpoint(temporaryFolder())).rejects.toMatchObject({ code: 'not-found' });
});

test('a folder with weights of another format says which', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'pytorch_model-00001-of-00002.bin'), 'pickled');
  await expect(openCheckpoint(folder)).rejects.toMatchObject({
    code: 'bad-checkpoint',
    message: 'The checkpoint has its weights as pytorch_model-00001-of-00002.bin, not as safetensors.',
  });
});

test('a tensor that is missing, or of another shape than the config says', async () => {
  const checkpoint = await openCheckpoint(writeTiny(TINY).folder);
  expect(() => sourceTensor(checkpoint, 'lm_head.bias', [1])).toThrow(/lm_head.bias is missing/);
  expect(() => sourceTensor(checkpoint, NORM, [65])).toThrow(/shape \[64\] where config.json asks for \[65\]/);
  expect(() => sourceTensor(checkpoint, 'model.embed_tokens.weight', [64, 40])).toThrow(/shape \[40,64\]/);
  expect(sourceTensor(checkpoint, NORM, [64])).toEqual({ name: NORM, shape: [64] });
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
])('an index with %s', async (_, index, message) => {
  expect(await complaintWithIndex(index)).toMatchObject({
    code: 'bad-checkpoint',
    message: expect.stringMatching(message),
  });
});

test('an index whose second file is gone', async () => {
  const { folder } = writeTiny(TINY, 'F32', 2);
  rmSync(join(folder, 'model-00002-of-00002.safetensors'));
  await expect(openCheckpoint(folder)).rejects.toMatchObject({ code: 'bad-checkpoint' });
});
