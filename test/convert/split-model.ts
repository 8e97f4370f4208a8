/** A model in parts, run on onnxruntime-node part by part, by the contract of ARCHITECTURE.md and nothing else. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ort from 'onnxruntime-node';
import type { Manifest, ModelVariant, Quantisation } from '../../src/model/manifest.ts';
import type { Graph } from './fixture.ts';

/** Logits [M·V] of the variant in this folder. @param half whether parts run in f16 where they can. */
export async function openParts(
  folder: string,
  manifest: Manifest,
  quantisation: Quantisation,
  half: boolean = false,
): Promise<Graph> {
  const { hiddenSize, vocabularySize } = manifest.architecture;
  const { embedding, parts } = manifest.variants[quantisation]!;
  const sessions = await Promise.all(
    parts.map((part) => {
      const { name } = half ? (part.half ?? part.graph) : part.graph;
      return ort.InferenceSession.create(join(folder, name), { intraOpNumThreads: 1 });
    }),
  );
  const head = sessions.pop()!;
  return async (ids, rows) => {
    const vectors = ids.flatMap((id) => [...tokenVector(folder, embedding!, hiddenSize, id)]);
    let hidden = new ort.Tensor('float32', Float32Array.from(vectors), [1, ids.length, hiddenSize]);
    for (const layers of sessions) hidden = (await layers.run({ hidden }))['hidden_next'] as typeof hidden;
    const asked = new ort.Tensor('int32', Int32Array.from(rows), [rows.length]);
    const slices = await head.run({ hidden, rows: asked });
    const logits = new Float32Array(rows.length * vocabularySize);
    let start = 0;
    for (let i = 0; start < vocabularySize; i++) {
      const { data, dims } = slices[`logits_${i}`]!;
      const width = dims[1]!;
      for (const row of rows.keys()) {
        logits.set((data as Float32Array).subarray(row * width, (row + 1) * width), row * vocabularySize + start);
      }
      start += width;
    }
    return logits;
  };
}

/** [hiddenSize] the vector of a token, as `embedding` of the manifest's schema says. */
function tokenVector(
  folder: string,
  { format, rowsPerFile, files }: NonNullable<ModelVariant['embedding']>,
  hiddenSize: number,
  id: number,
): Float32Array {
  const bytes = readFileSync(join(folder, files[Math.floor(id / rowsPerFile)]!.name));
  const row = id % rowsPerFile;
  if (format === 'f32') {
    return Float32Array.from({ length: hiddenSize }, (_, i) => bytes.readFloatLE((row * hiddenSize + i) * 4));
  }
  const start = row * (4 + hiddenSize);
  const scale = bytes.readFloatLE(start);
  return Float32Array.from({ length: hiddenSize }, (_, i) => scale * bytes.readInt8(start + 4 + i));
}
