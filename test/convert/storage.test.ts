import { spawnSync } from 'node:child_process';
import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statfsSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { convert } from '../../src/convert/convert.ts';
import { TINY, temporaryFolder, writeTiny } from './fixture.ts';

test('a model that the disk has no room for is refused before anything is read', async () => {
  const { folder } = writeTiny(TINY);
  // A file with a hole, which takes no room: an embedding that in f32 is half as large again as the disk has free.
  const out = temporaryFolder();
  const { bavail, bsize } = statfsSync(out);
  const rows = Math.ceil((1.5 * bavail * bsize) / (4 * 32));
  const config = { ...TINY, hidden_size: 32, head_dim: 16, vocab_size: rows, num_hidden_layers: 1 };
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  const shapes = {
    'model.embed_tokens.weight': [rows, 32],
    'model.norm.weight': [32],
    'model.layers.0.input_layernorm.weight': [32],
    'model.layers.0.post_attention_layernorm.weight': [32],
    'model.layers.0.self_attn.q_proj.weight': [64, 32],
    'model.layers.0.self_attn.q_proj.bias': [64],
    'model.layers.0.self_attn.k_proj.weight': [32, 32],
    'model.layers.0.self_attn.k_proj.bias': [32],
    'model.layers.0.self_attn.v_proj.weight': [32, 32],
    'model.layers.0.self_attn.v_proj.bias': [32],
    'model.layers.0.self_attn.o_proj.weight': [32, 64],
    'model.layers.0.mlp.gate_proj.weight': [96, 32],
    'model.layers.0.mlp.up_proj.weight': [96, 32],
    'model.layers.0.mlp.down_proj.weight': [32, 96],
  };
  let end = 0;
  const header = Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => {
      const start = end;
      end += 2 * shape.reduce((a, b) => a * b);
      return [name, { dtype: 'BF16', shape, data_offsets: [start, end] }];
    }),
  );
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  const file = openSync(join(folder, 'model.safetensors'), 'w');
  writeSync(file, Buffer.concat([length, text]));
  ftruncateSync(file, 8 + text.length + end);
  closeSync(file);

  const options = { variants: ['f32'], layout: 'whole', segmentBytes: 2 ** 30, revision: 'r1' } as const;
  const running = convert({ ...options, checkpoint: folder, out });
  await expect(running).rejects.toMatchObject({
    code: 'storage',
    message: expect.stringMatching(/^The model still needs \d+\.\d GB, and the disk has \d+\.\d GB free\.$/),
    remedy: /run the same command again/,
  });
});

test('a disk that takes no more is said with what is needed, and what is written stays', () => {
  const { folder } = writeTiny({ ...TINY, vocab_size: 4000 }, 'BF16');
  const out = temporaryFolder();
  const script = join(import.meta.dirname, 'convert-slowly.ts');
  // 64 blocks of 512 bytes are what any file may have.
  const command = 'ulimit -f 64 && exec "$0" --import tsx "$@"';
  const { stdout } = spawnSync('sh', ['-c', command, process.execPath, script, folder, out, '0'], { encoding: 'utf8' });
  expect(JSON.parse(stdout.trim().split('\n').at(-1)!)).toMatchObject({
    code: 'storage',
    message: expect.stringMatching(
      /^The disk is full, or takes no file of that size: the model needs 0\.0 GB in all\.$/,
    ),
    remedy: expect.stringMatching(/goes on from where it stopped/),
  });
  expect(readdirSync(out)).toEqual(['.unfinished']);
});

test('a folder that cannot be one', async () => {
  const { folder } = writeTiny(TINY);
  const out = join(temporaryFolder(), 'file');
  writeFileSync(out, 'not a folder');
  await expect(convert({ checkpoint: folder, out, variants: ['q4'] })).rejects.toMatchObject({
    code: 'storage',
    message: /cannot be written/,
  });
  expect(readFileSync(out, 'utf8')).toBe('not a folder');
});

test('other files of the folder are left alone', async () => {
  const { folder } = writeTiny(TINY);
  const out = temporaryFolder();
  mkdirSync(join(out, 'notes'));
  await convert({ checkpoint: folder, out, variants: ['f32'] });
  expect(readdirSync(out)).toContain('notes');
  expect(readdirSync(out)).not.toContain('quantisation.json');
});
