import { readFileSync } from 'node:fs';
import type { PlainWeights } from './plain-forward.ts';

/** All tensors of one float32 safetensors file that is known to be sound. */
export function float32Weights(path: string): PlainWeights {
  const bytes = readFileSync(path);
  const headerEnd = 8 + Number(bytes.readBigUInt64LE(0));
  const header: Record<string, { data_offsets?: [number, number] }> = JSON.parse(bytes.toString('utf8', 8, headerEnd));
  const weights = new Map<string, Float32Array>();
  for (const [name, { data_offsets }] of Object.entries(header)) {
    if (data_offsets === undefined) continue;
    const [start, end] = data_offsets;
    weights.set(name, new Float32Array(new Uint8Array(bytes.subarray(headerEnd + start, headerEnd + end)).buffer));
  }
  return weights;
}
