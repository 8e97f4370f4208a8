import { describe, expect, it } from 'vitest';
import { chooseQuantisation } from '../../src/engine/open-model.ts';
import { manifest } from '../model/fixture.ts';

const variant = manifest.variants.f32!;
const all = { label: 'Model', variants: { f32: variant, u8: variant, q4: variant } };
const f32Only = { label: 'Model', variants: { f32: variant } };

describe('chooseQuantisation', () => {
  it('auto takes u8 on WASM; on WebGPU f32 of a small model and q4 of a large one; else what there is', () => {
    const [part] = variant.parts;
    const weights = { ...part!.graph, name: 'f32.data', bytes: 2 ** 30 };
    const large = {
      ...all,
      variants: { ...all.variants, f32: { ...variant, parts: [{ ...part!, data: [weights] }] } },
    };
    expect(chooseQuantisation(all, 'auto', 'wasm')).toBe('u8');
    expect(chooseQuantisation(all, 'auto', 'webgpu')).toBe('f32');
    expect(chooseQuantisation(large, 'auto', 'webgpu')).toBe('q4');
    expect(chooseQuantisation(f32Only, 'auto', 'wasm')).toBe('f32');
    expect(chooseQuantisation(f32Only, 'auto', 'webgpu')).toBe('f32');
  });

  it('takes what is asked for, or says what there is', () => {
    expect(chooseQuantisation(all, 'q4', 'wasm')).toBe('q4');
    expect(() => chooseQuantisation(f32Only, 'q4', 'webgpu')).toThrow(
      expect.objectContaining({
        code: 'bad-settings',
        message: 'Model has no q4 variant.',
        remedy: 'Choose one of: f32.',
      }),
    );
  });
});
