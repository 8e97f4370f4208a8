/**
 * The embedding of a split network: a table that is looked up row by row where it lies, so that neither the heap nor
 * the GPU holds it: 545 MB at 8 bits for a vocabulary of 152 064, of which a pass needs a few hundred rows.
 */
import { DiffuscopeError } from '../../model/error.ts';
import type { ModelFile, ModelVariant } from '../../model/manifest.ts';
import type { ModelSource } from '../model-source.ts';

export interface TokenVectors {
  /**
   * @param ids [S] token ids below the vocabulary size.
   * @returns [S·hidden] row-major. @throws DiffuscopeError `storage` if the file cannot be read any more.
   */
  of(ids: Int32Array): Promise<Float32Array<ArrayBuffer>>;
}

type Embedding = NonNullable<ModelVariant['embedding']>;

/** Rows that were used last are kept, up to this many bytes: from step to step a canvas changes in few places. */
const RECENT_BYTES = 16 * 2 ** 20;

/** @throws DiffuscopeError `bad-model-file` where the files are not as large as their rows, and what the source throws. */
export async function openTokenVectors(
  { format, rowsPerFile, files }: Embedding,
  { vocabularySize, hiddenSize }: { readonly vocabularySize: number; readonly hiddenSize: number },
  source: ModelSource,
): Promise<TokenVectors> {
  const rowBytes = format === 'f32' ? 4 * hiddenSize : 4 + hiddenSize;
  const blobs: Blob[] = [];
  for (const [index, file] of files.entries()) {
    const last = index === files.length - 1;
    checkSize(file, rowBytes * (last ? vocabularySize - index * rowsPerFile : rowsPerFile));
    const content = await source.open(file);
    // The browser keeps what is in a Blob outside the heap, and on its disk if it is much.
    blobs.push(content instanceof Blob ? content : new Blob([content]));
  }

  const readRow = async (id: number): Promise<Float32Array> => {
    const start = (id % rowsPerFile) * rowBytes;
    const blob = blobs[Math.floor(id / rowsPerFile)];
    if (blob === undefined || start + rowBytes > blob.size) throw new Error(`no token ${id}`);
    const bytes = await blob
      .slice(start, start + rowBytes)
      .arrayBuffer()
      .catch((cause: unknown) => {
        const remedy = 'Load the model again; if it stays so, delete and download it.';
        throw new DiffuscopeError('storage', 'The embedding cannot be read from disk any more.', remedy, cause);
      });
    if (format === 'f32') return new Float32Array(bytes);
    const scale = new DataView(bytes).getFloat32(0, true);
    return Float32Array.from(new Int8Array(bytes, 4), (code) => scale * code);
  };

  /** By token id, the one that was used last at the end. */
  const recent = new Map<number, Float32Array>();
  const mostRecent = Math.max(1, Math.floor(RECENT_BYTES / (4 * hiddenSize)));
  return {
    async of(ids) {
      const missing = [...new Set(ids)].filter((id) => !recent.has(id));
      const rows = await Promise.all(missing.map(readRow));
      const fresh = new Map(missing.map((id, i) => [id, rows[i]!]));
      const vectors = new Float32Array(ids.length * hiddenSize);
      for (const [i, id] of ids.entries()) {
        const row = fresh.get(id) ?? recent.get(id)!;
        vectors.set(row, i * hiddenSize);
        recent.delete(id);
        recent.set(id, row);
      }
      for (const id of recent.keys()) {
        if (recent.size <= mostRecent) break;
        recent.delete(id);
      }
      return vectors;
    },
  };
}

function checkSize({ name, bytes }: ModelFile, needed: number): void {
  if (bytes === needed) return;
  const message = `${name} is damaged: it has ${bytes} bytes, not ${needed}.`;
  throw new DiffuscopeError('bad-model-file', message, 'Convert the model again.');
}
