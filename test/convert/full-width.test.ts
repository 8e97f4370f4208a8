/** One layer as wide as those of DiffuCoder-7B, over a vocabulary of 64: what is small enough to try at every width. */
import { closeSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { convert } from '../../src/convert/convert.ts';
import { type PlainWeights, plainForward } from '../oracle/plain-forward.ts';
import { largestDifference, type TINY, temporaryFolder, tensorShapes, uniforms } from './fixture.ts';
import { openParts } from './split-model.ts';

const CONFIG: typeof TINY = {
  ...{ model_type: 'Dream', vocab_size: 64, hidden_size: 3584, num_hidden_layers: 1, num_attention_heads: 28 },
  ...{ num_key_value_heads: 4, intermediate_size: 18944, rope_theta: 1e6, rms_norm_eps: 1e-6 },
  ...{ tie_word_embeddings: false, max_position_embeddings: 64, logits_shift: 1 },
};
const SHAPES = tensorShapes(CONFIG);
const IDS = [9, 3, 60];
const ROWS = [0, 2];

const lengthOf = (name: string) => SHAPES[name]!.reduce((product, size) => product * size, 1);

/** A period of the weights: {−8 … 7} / 256, which 4 bits hold exactly, since every run of 16 begins with −8. */
const PERIOD = 16 * 65_521;
const random = uniforms(1);
const values = Float32Array.from(
  { length: PERIOD },
  (_, i) => (i % 16 === 0 ? -8 : Math.floor(random() * 16) - 8) / 256,
);
const bits = Uint16Array.from(new Uint32Array(values.buffer), (word) => word >>> 16);

/** Each tensor begins elsewhere in the period, which no width of a matrix divides; norms are 1.125. */
function fill<Numbers extends Float32Array | Uint16Array>(name: string, period: Numbers, into: Numbers): Numbers {
  if (name.includes('norm')) return into.fill(into instanceof Uint16Array ? 0x3f90 : 1.125) as Numbers;
  let from = 16 * ((Object.keys(SHAPES).indexOf(name) * 4099) % 65_521);
  for (let at = 0; at < into.length; from = 0) {
    const part = period.subarray(from, Math.min(PERIOD, from + into.length - at));
    into.set(part, at);
    at += part.length;
  }
  return into;
}

/** Made when they are asked for: together they would be a gigabyte. */
const weights: PlainWeights = new (class extends Map<string, Float32Array> {
  override get(name: string): Float32Array {
    return fill(name, values, new Float32Array(lengthOf(name)));
  }
})();

function writeCheckpoint(): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'config.json'), JSON.stringify(CONFIG));
  const added_tokens = ['<|endoftext|>', '<|mask|>'].map((content, id) => ({ id, content }));
  writeFileSync(join(folder, 'tokenizer.json'), JSON.stringify({ model: {}, added_tokens }));
  const header: Record<string, object> = {};
  let end = 0;
  for (const [name, shape] of Object.entries(SHAPES)) {
    const start = end;
    end += 2 * lengthOf(name);
    header[name] = { dtype: 'BF16', shape, data_offsets: [start, end] };
  }
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  const file = openSync(join(folder, 'model.safetensors'), 'w');
  for (const bytes of [length, text]) writeSync(file, bytes);
  for (const name of Object.keys(SHAPES)) writeSync(file, fill(name, bits, new Uint16Array(lengthOf(name))));
  closeSync(file);
  return folder;
}

test('a layer of full width, in f32 and in q4, equals the plain forward pass', { timeout: 120_000 }, async () => {
  const checkpoint = writeCheckpoint();
  const expected = plainForward(CONFIG, weights, IDS, ROWS);
  const largest = Math.max(...expected.flatMap((row) => [...row.map(Math.abs)]));
  for (const variant of ['q4', 'f32'] as const) {
    const out = temporaryFolder();
    const manifest = await convert({ checkpoint, out, variants: [variant], layout: 'split' });
    const parts = await openParts(out, manifest, variant);
    const actual = await parts(IDS, ROWS);
    expect(largestDifference(expected, actual) / largest).toBeLessThan(1e-5);
    rmSync(out, { recursive: true });
  }
});
