import { readFileSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { probeGraph } from '../../src/convert/probe.ts';
import { linearBytes } from '../../src/engine/preflight/needs.ts';
import { PROBE_PRODUCTS, PROBE_WEIGHTS, probeSizes } from '../../src/model/probe-size.ts';

const formats = ['f32', 'u8', 'q4'] as const;

describe('the graphs that measure a machine', () => {
  it.each(formats.flatMap((format) => probeSizes.map((size) => [format, size] as const)))(
    '%s, %o: the file of the page is what the script writes',
    (format, { name, width }) => {
      expect(new Uint8Array(readFileSync(`public/probes/${format}-${name}.onnx`))).toEqual(probeGraph(format, width));
    },
  );

  it.each(formats)('%s: products by all its weights, which may be any floats', async (format) => {
    const { width } = probeSizes[0];
    // Where all floats are 0.5 = 00 00 00 3f, codes are 0, 0, 0 and 0x3f.
    const data = new Uint8Array(new Float32Array(linearBytes(format, width, width) / 4).fill(0.5).buffer);
    const session = await InferenceSession.create(probeGraph(format, width), {
      externalData: [{ path: PROBE_WEIGHTS, data }],
    });
    const x = new Tensor('float32', new Float32Array(2 * width).fill(1), [2, width]);
    const { y } = await session.run({ x });
    expect(y!.dims).toEqual([2, width]);
    // f32: 256 · 0.5. u8: column j has codes 0x3f if j % 4 = 3; zero points likewise, so all differences are 0.
    // q4: of eight codes one is 15, one 3, six 0, each less 8: (7 − 5 − 48) / 8 on average; times 0.5.
    const factor = { f32: 128, u8: 0, q4: (256 * (7 - 5 - 48)) / 8 / 2 }[format];
    const expected = factor ** PROBE_PRODUCTS;
    for (const value of y!.data as Float32Array)
      expect(Math.abs(value - expected)).toBeLessThanOrEqual(1e-5 * expected);
  });
});
