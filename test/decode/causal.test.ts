/** The autoregressive control: its decode is the greedy one of the causal network. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readManifest } from '../../src/cli/node-engine.ts';
import { folderSource, openNodeRuntime } from '../../src/cli/node-runtime.ts';
import { convert } from '../../src/convert/convert.ts';
import { decode } from '../../src/decode/decode.ts';
import { defaultSampling } from '../../src/decode/request.ts';
import type { DecodeRequest } from '../../src/decode/types.ts';
import { openNetwork } from '../../src/engine/network/open-network.ts';
import { createSessionPredictor } from '../../src/engine/session-predictor.ts';
import { unmetNeeds } from '../../src/engine/unmet-needs.ts';
import { arNess, defaultConvention } from '../../src/metrics/ar-ness.ts';
import { createRecorder } from '../../src/trace/recorder.ts';
import { writeTinyFamily } from '../convert/family-fixture.ts';
import { networkOf } from '../engine/network/function-network.ts';
import { headerOf } from '../trace/fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'diffuscope-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PROMPT = [7, 9, 12, 21];
const LENGTH = 12;
const requestOf = (maskId: number, change: Partial<DecodeRequest> = {}): DecodeRequest => ({
  ...{ prompt: Int32Array.from(PROMPT), maskId, canvasLength: LENGTH, steps: LENGTH, blockLength: LENGTH },
  ...{ strategy: 'left-to-right', schedule: 'llada', eps: 1e-3, skipEmptySteps: false, algTemp: 0 },
  ...{ sampling: defaultSampling, candidates: 4, seed: '5' },
  ...change,
});

describe('a causal network', () => {
  it('decodes greedily, each token by those before it, whatever the layout; AR-ness is 1', async () => {
    const { folder: checkpoint, expected } = writeTinyFamily('causal-qwen2');
    for (const layout of ['whole', 'split'] as const) {
      const out = join(folder, layout);
      await convert({ checkpoint, out, variants: ['f32'], layout, partBytes: 1, attention: 'causal' });
      const manifest = await readManifest(out);
      const { mask } = manifest.tokens;
      const source = folderSource(out, manifest);
      const variant = manifest.variants.f32!;
      const network = await openNetwork(openNodeRuntime(out, 1), manifest, variant, { loading: source, source });
      const predict = createSessionPredictor(network, manifest.architecture.vocabularySize, { logitShift: 1 });
      const unmet = unmetNeeds(manifest, 'f32');
      expect(unmet).toContain('both-sides');

      const greedy: number[] = [];
      for (let position = 0; position < LENGTH; position++) {
        // The oracle's row of a place scores the token at it; what stands there and behind is not seen.
        const [row] = expected([...PROMPT, ...greedy, mask], [PROMPT.length + position]);
        row![mask] = Number.NEGATIVE_INFINITY;
        greedy.push(row!.indexOf(Math.max(...row!)));
      }

      const request = requestOf(mask);
      const recorder = createRecorder(headerOf(request));
      const steps = decode(predict, request, { unmet });
      let next = await steps.next();
      for (; !next.done; next = await steps.next()) recorder.add(next.value, 1);
      const trace = recorder.finish(next.value, String);
      expect([...trace.final]).toEqual(greedy);
      expect(trace.steps.map(({ unmask }) => unmask.map(({ position }) => position))).toEqual(
        Array.from({ length: LENGTH }, (_, position) => [position]),
      );
      const { local, global } = arNess(trace, defaultConvention);
      expect([...local, ...global].map(({ value }) => value)).toEqual(Array(13).fill(1));
    }
  });

  it('never writes the mask, whatever the settings say of it', async () => {
    // Logits that favour the mask.
    const predict = createSessionPredictor(
      networkOf(async (_, rows) => Float32Array.from({ length: 5 * rows.length }, (__, i) => [0, 1, 0, 9, 0][i % 5]!)),
      5,
    );
    for await (const { unmask } of decode(predict, requestOf(3), { unmet: ['both-sides'] })) {
      expect(unmask.map(({ tokenId }) => tokenId)).toEqual([1]);
    }
  });

  it('is asked nothing with guidance', async () => {
    const predict = () => Promise.reject(new Error('asked'));
    const request = requestOf(3, { sampling: { ...defaultSampling, guidance: 1 } });
    await expect(decode(predict, request, { unmet: ['both-sides', 'guidance'] }).next()).rejects.toMatchObject({
      code: 'bad-settings',
      message: expect.stringContaining('a second pass without the prompt'),
    });
  });
});
