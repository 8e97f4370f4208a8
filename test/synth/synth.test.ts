import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { parseConfig } from '../../src/convert/config.ts';
import { parseHeader } from '../../src/convert/source/safetensors.ts';
import { type FamilyName, families } from '../../src/synth/family.ts';
import { planShards } from '../../src/synth/shards.ts';
import { type SynthOptions, synthesise } from '../../src/synth/synth.ts';
import { tensorsOf } from '../../src/synth/tensors.ts';
import { temporaryFolder } from '../convert/fixture.ts';
import { type PlainConfig, plainForward } from '../oracle/plain-forward.ts';

const SMALL = { like: 'diffucoder-7b', seed: '1', layers: 2, hidden: 256, vocabulary: 1024, threads: 0 } as const;

async function made(options: Partial<SynthOptions> = {}): Promise<string> {
  const out = temporaryFolder();
  await synthesise({ ...SMALL, ...options, out });
  return out;
}

const json = (folder: string, name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8'));
const hashes = (folder: string) =>
  readdirSync(folder).map((name) => [
    name,
    createHash('sha256')
      .update(readFileSync(join(folder, name)))
      .digest('hex'),
  ]);

/** Every tensor of the checkpoint, found by the converter's own reading of the headers. */
function tensorsIn(folder: string): Map<string, Float32Array> {
  const tensors = new Map<string, Float32Array>();
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.safetensors'))) {
    const bytes = readFileSync(join(folder, file));
    const start = 8 + Number(bytes.readBigUInt64LE(0));
    for (const [name, info] of parseHeader(bytes.subarray(8, start), bytes.length - start, file)) {
      expect(info.dtype).toBe('BF16');
      const [from, to] = info.data_offsets;
      const words = Uint32Array.from(
        { length: (to - from) / 2 },
        (_, i) => bytes.readUInt16LE(start + from + 2 * i) << 16,
      );
      tensors.set(name, new Float32Array(words.buffer));
    }
  }
  return tensors;
}

describe('the files', () => {
  test('equal seeds give equal bytes, another seed gives others', async () => {
    const first = hashes(await made());
    expect(hashes(await made())).toEqual(first);
    const other = hashes(await made({ seed: '2' }));
    expect(other.map(([name]) => name)).toEqual(first.map(([name]) => name));
    expect(other.filter(([name]) => name === 'model.safetensors')).not.toEqual(
      first.filter(([name]) => name === 'model.safetensors'),
    );
  });

  test('neither threads nor shards change a weight', async () => {
    const options = { hidden: 1024, layers: 2, vocabulary: 2048 }; // 83 MB: enough for threads
    const alone = tensorsIn(await made(options));
    const folder = await made({ ...options, threads: 2, shardBytes: 30e6 });
    expect(readdirSync(folder).filter((name) => name.endsWith('.safetensors')).length).toBeGreaterThan(2);
    const together = tensorsIn(folder);
    expect([...together.keys()].sort()).toEqual([...alone.keys()].sort());
    for (const [name, values] of alone) {
      expect(Buffer.compare(Buffer.from(values.buffer), Buffer.from(together.get(name)!.buffer)), name).toBe(0);
    }
  });

  test('no shard holds more than it may, unless one tensor does', async () => {
    const folder = await made({ shardBytes: 1e6 });
    const { metadata, weight_map: map } = json(folder, 'model.safetensors.index.json');
    const shards = [...new Set<string>(Object.values(map))];
    const sizes = shards.map((name) => {
      const bytes = readFileSync(join(folder, name));
      return bytes.length - 8 - Number(bytes.readBigUInt64LE(0));
    });
    expect(sizes.reduce((a, b) => a + b)).toBe(metadata.total_size);
    for (const [i, name] of shards.entries()) {
      const tensors = Object.values(map).filter((place) => place === name).length;
      expect(sizes[i]! <= 1e6 || tensors === 1, name).toBe(true);
    }
  });

  test('the true size of DiffuCoder-7B: 15.2 GB in four files', () => {
    const family = families['diffucoder-7b'];
    const shards = planShards(tensorsOf(family, family.geometry), 5e9);
    const bytes = shards.reduce((sum, shard) => sum + shard.bytes - shard.head.length, 0);
    // 7 615 616 512 parameters of Qwen2.5-7B, two bytes each.
    expect(bytes).toBe(2 * 7_615_616_512);
    expect(shards.map(({ fileName }) => fileName)).toEqual(
      [1, 2, 3, 4].map((i) => `model-0000${i}-of-00004.safetensors`),
    );
    for (const { head } of shards) expect(head.length % 8).toBe(0);
  });

  test('a disk that is too full is said before anything is written', async () => {
    const out = temporaryFolder();
    await expect(synthesise({ ...SMALL, out, hidden: 128_000 })).rejects.toMatchObject({
      code: 'storage',
      message: expect.stringMatching(/^The checkpoint needs \d+\.\d GB; .* has \d+\.\d GB left\.$/),
    });
    expect(readdirSync(out)).toEqual([]);
  });

  test.each([
    [{ hidden: 200 }, 'The hidden size must be a multiple of the head size 128.'],
    [{ vocabulary: 600 }, 'The vocabulary must be at least 677.'],
  ])('%o is refused', async (options, message) => {
    await expect(made(options)).rejects.toMatchObject({ code: 'bad-settings', message });
  });
});

describe('the weights', () => {
  it('are normal, with the moments of an initialisation', async () => {
    const tensors = tensorsIn(await made({ hidden: 512 }));
    const matrix = tensors.get('model.layers.1.mlp.up_proj.weight')!;
    const moment = (power: number) => matrix.reduce((sum, x) => sum + x ** power, 0) / matrix.length;
    const variance = moment(2);
    expect(Math.abs(moment(1))).toBeLessThan(5 / Math.sqrt(512 * matrix.length));
    expect(variance * 512).toBeCloseTo(1, 2);
    expect(moment(4) / variance ** 2).toBeCloseTo(3, 1);
    const norm = tensors.get('model.norm.weight')!;
    expect(norm.every((value) => value > 0.9 && value < 1.1)).toBe(true);
    expect(new Set(norm).size).toBeGreaterThan(10);
  });

  it('differ from tensor to tensor, neighbours are not alike', async () => {
    const tensors = tensorsIn(await made());
    const correlation = (a: Float32Array, b: Float32Array) => {
      const dot = (x: Float32Array, y: Float32Array) => x.reduce((sum, value, i) => sum + value * y[i]!, 0);
      return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
    };
    const gate = tensors.get('model.layers.0.mlp.gate_proj.weight')!;
    const bound = 5 / Math.sqrt(gate.length);
    expect(Math.abs(correlation(gate, tensors.get('model.layers.0.mlp.up_proj.weight')!))).toBeLessThan(bound);
    expect(Math.abs(correlation(gate, tensors.get('model.layers.1.mlp.gate_proj.weight')!))).toBeLessThan(bound);
    expect(Math.abs(correlation(gate.subarray(1), gate.subarray(0, -1)))).toBeLessThan(bound);
    expect(Math.abs(correlation(gate.subarray(2), gate.subarray(0, -2)))).toBeLessThan(bound);
  });

  it('keep the activations sane: the logits of 28 layers have a deviation near 1', async () => {
    const folder = await made({ layers: 28, hidden: 128 });
    const config: PlainConfig = { ...json(folder, 'config.json'), logits_shift: 1 };
    const rows = plainForward(config, tensorsIn(folder), [300, 301, 626, 626], [2, 3]);
    for (const row of rows) {
      const deviation = Math.sqrt(row.reduce((sum, x) => sum + x * x, 0) / row.length);
      expect(deviation).toBeGreaterThan(0.5);
      expect(deviation).toBeLessThan(2);
    }
  });
});

describe('the families', () => {
  test.each(Object.keys(families) as FamilyName[])('%s: config and tensors belong together', async (like) => {
    const options = { like, hidden: 256, layers: 1, vocabulary: 2048 } as const;
    const folder = await made(options);
    const names = [...tensorsIn(folder).keys()];
    const config = json(folder, 'config.json');
    expect(config.mask_token_id === undefined || config.mask_token_id < 2048).toBe(true);
    const isLlada = like === 'llada-8b';
    expect(names.some((name) => name.endsWith('q_proj.bias'))).toBe(!isLlada);
    expect(names.length).toBe(isLlada ? 12 : like.endsWith('7b') ? 15 : 14);
  });

  test('DiffuCoder: the real ids in a vocabulary of the real size', async () => {
    const folder = await made({ vocabulary: undefined, hidden: 128, layers: 1 });
    expect(parseConfig(JSON.stringify(json(folder, 'config.json')))).toMatchObject({
      vocabularySize: 152_064,
      headSize: 128,
      maskId: 151_666,
      eosIds: [151_643],
      logitShift: 1,
    });
    expect(json(folder, 'tokenizer_config.json').added_tokens_decoder).toMatchObject({
      151643: { content: '<|endoftext|>', special: true },
      151644: { content: '<|im_start|>' },
      151645: { content: '<|im_end|>' },
      151665: { content: '<|beginoftext|>' },
      151666: { content: '<|mask|>' },
      151667: { content: '<|dlm_pad|>' },
    });
    const ids = Object.values<number>(json(folder, 'vocab.json')).sort((a, b) => a - b);
    expect(ids).toEqual(Array.from({ length: 151_643 }, (_, id) => id));
    expect(readFileSync(join(folder, 'merges.txt'), 'utf8').trim().split('\n')).toHaveLength(1 + 151_643 - 256);
  });
});
