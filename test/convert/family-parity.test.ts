import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { convert } from '../../src/convert/convert.ts';
import type { Layout } from '../../src/convert/plan.ts';
import type { Quantisation } from '../../src/model/manifest.ts';
import { TINY_FAMILIES, writeTinyFamily } from './family-fixture.ts';
import { largestDifference, openGraph, temporaryFolder } from './fixture.ts';
import { openParts } from './split-model.ts';

const IDS = [7, 3, 12, 3, 3, 39, 0, 3, 21];
const ROWS = [0, 1, 3, 4, 7];
/** Logits are of the order of 10, so this is float32 noise. */
const EXACT = 1e-4;

async function converted(folder: string, variant: Quantisation, layout: Layout) {
  const out = temporaryFolder();
  const manifest = await convert({ checkpoint: folder, out, variants: [variant], layout });
  const graph = layout === 'whole' ? openGraph(join(out, `${variant}.onnx`)) : openParts(out, manifest, variant);
  return { out, manifest, graph: await graph };
}

describe.each(TINY_FAMILIES)('%s', (family) => {
  // Weights lie on a grid that 4 and 8 bits in blocks hold exactly.
  const cases: [Quantisation, Layout][] = [
    ['f32', 'whole'],
    ['f32', 'split'],
    ['q4', 'whole'],
    ['q4', 'split'],
  ];
  test.each(cases)('%s, %s: the plain forward pass', async (variant, layout) => {
    const { folder, expected } = writeTinyFamily(family);
    const { graph } = await converted(folder, variant, layout);
    expect(largestDifference(expected(IDS, ROWS), await graph(IDS, ROWS))).toBeLessThan(EXACT);
    expect(largestDifference(expected([5], [0]), await graph([5], [0]))).toBeLessThan(EXACT);
  });

  test.each(['whole', 'split'] as const)('u8, %s: near it', async (layout) => {
    const { folder, expected } = writeTinyFamily(family);
    const { graph } = await converted(folder, 'u8', layout);
    const exact = expected(IDS, ROWS);
    const square = exact.flatMap((row) => [...row]).reduce((sum, logit) => sum + logit ** 2, 0);
    const flat = exact.flatMap((row) => [...row]);
    const error = [...(await graph(IDS, ROWS))].reduce((sum, logit, i) => sum + (logit - flat[i]!) ** 2, 0);
    expect(Math.sqrt(error / square)).toBeLessThan(0.05);
  });
});

describe('what an autoregressive model says of a token', () => {
  test.each(['whole', 'split'] as const)('%s: does not depend on it or on those behind it', async (layout) => {
    const { graph } = await converted(writeTinyFamily('causal-qwen2').folder, 'f32', layout);
    for (const row of [1, 3, 8]) {
      const others = IDS.map((id, i) => (i < row ? id : (id + 11) % 40));
      const longer = [...others, 5, 6];
      const logits = await graph(IDS, [row]);
      expect(largestDifference([Float64Array.from(logits)], await graph(others, [row]))).toBeLessThan(1e-5);
      expect(largestDifference([Float64Array.from(logits)], await graph(longer, [row]))).toBeLessThan(1e-5);
      const before = IDS.map((id, i) => (i === row - 1 ? (id + 11) % 40 : id));
      expect(largestDifference([Float64Array.from(logits)], await graph(before, [row]))).toBeGreaterThan(1e-2);
    }
  });
});

describe('the manifest', () => {
  const manifestOf = async (family: (typeof TINY_FAMILIES)[number]) => {
    const { out, manifest } = await converted(writeTinyFamily(family).folder, 'f32', 'whole');
    return { manifest, tokenizer: JSON.parse(readFileSync(join(out, 'tokenizer.json'), 'utf8')) };
  };

  test('says what differs', async () => {
    const about = await Promise.all(TINY_FAMILIES.map(async (family) => (await manifestOf(family)).manifest));
    const told = about.map(({ family, attention, logitShift, architecture }) => [
      ...[family, attention, logitShift, architecture.tiedHead],
    ]);
    expect(told).toEqual([
      ['dream', undefined, 1, false],
      ['llada', undefined, 0, false],
      ['qwen2', undefined, 1, true],
      ['qwen2', undefined, 0, false],
      ['qwen2', 'causal', 1, true],
    ]);
    expect(about.map(({ tokens }) => tokens)).toEqual([
      { mask: 3, pad: 2, eos: [2, 0] },
      { mask: 3, pad: 1, eos: [1, 2] },
      { mask: 3, pad: 0, eos: [0, 2] },
      { mask: 3, pad: 0, eos: [0, 2] },
      { mask: 3, pad: 0, eos: [0, 2] },
    ]);
    expect(about.map(({ variants }) => variants.f32!.shadow !== undefined)).toEqual([true, true, true, true, false]);
    expect(about[1]!.chatTemplate).toBe(
      '<|startoftext|><|start_header_id|>user<|end_header_id|>\n\n{prompt}<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n',
    );
  });

  test('a causal model gets a mask behind its last token', async () => {
    expect((await manifestOf('causal-qwen2')).tokenizer.added_tokens.at(-1)).toMatchObject({
      id: 3,
      content: '<|mask|>',
      special: true,
    });
    expect((await manifestOf('open-dcoder')).tokenizer.added_tokens).toHaveLength(4);
  });
});
