/** What a manifest offers to be brought to the disk. */
import { type Manifest, type Quantisation, variantFiles } from '../model/manifest.ts';

/** All that one kind of weights needs, each content once; the same that the storage counts. */
export function downloadBytes({ tokenizer, background, variants }: Manifest, quantisation: Quantisation): number {
  const variant = variants[quantisation];
  const files = [tokenizer, ...(background ? [background] : []), ...(variant ? variantFiles(variant) : [])];
  return [...new Map(files.map(({ sha256, bytes }) => [sha256, bytes])).values()].reduce(
    (sum, bytes) => sum + bytes,
    0,
  );
}

/** The weights that suit where models run. @throws Error if the manifest has none, which none is valid without. */
export function suggestedQuantisation({ variants }: Manifest, provider: 'wasm' | 'webgpu'): Quantisation {
  const order = provider === 'wasm' ? (['u8', 'q4', 'f32'] as const) : (['q4', 'f32', 'u8'] as const);
  const found = order.find((name) => name in variants);
  if (found === undefined) throw new Error('a manifest without variants');
  return found;
}
