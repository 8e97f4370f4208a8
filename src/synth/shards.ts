/** The files of a checkpoint's tensors: which tensor lies in which, at which byte, and what each file begins with. */
import type { TensorPlan } from './tensors.ts';

interface PlacedTensor extends TensorPlan {
  readonly elements: number;
  /** First byte in its file. */
  readonly offset: number;
}

export interface Shard {
  readonly fileName: string;
  /** The length of the header and the header. */
  readonly head: Uint8Array;
  readonly bytes: number;
  readonly tensors: readonly PlacedTensor[];
}

const BYTES_PER_ELEMENT = 2;

/**
 * Cuts as `save_pretrained` of transformers does: in the order of the tensors, a new file where the next tensor would
 * take the present one beyond the limit. @param limit bytes of tensors in a file.
 */
export function planShards(tensors: readonly TensorPlan[], limit: number): Shard[] {
  const groups: TensorPlan[][] = [];
  let filled = Number.POSITIVE_INFINITY;
  for (const tensor of tensors) {
    const bytes = elementsOf(tensor) * BYTES_PER_ELEMENT;
    if (filled + bytes > limit) {
      groups.push([]);
      filled = 0;
    }
    groups.at(-1)!.push(tensor);
    filled += bytes;
  }
  const numbered = (i: number) => String(i).padStart(5, '0');
  return groups.map((group, i) =>
    place(
      group,
      groups.length === 1 ? 'model.safetensors' : `model-${numbered(i + 1)}-of-${numbered(groups.length)}.safetensors`,
    ),
  );
}

/** `model.safetensors.index.json` of more than one file. */
export function shardIndex(shards: readonly Shard[]): string {
  const weightMap = shards.flatMap(({ fileName, tensors }) => tensors.map(({ name }) => [name, fileName] as const));
  const total = shards.reduce((sum, { bytes, head }) => sum + bytes - head.length, 0);
  return `${JSON.stringify({ metadata: { total_size: total }, weight_map: Object.fromEntries(weightMap) }, null, 2)}\n`;
}

function place(group: readonly TensorPlan[], fileName: string): Shard {
  const header: Record<string, unknown> = { __metadata__: { format: 'pt' } };
  let end = 0;
  const spans = group.map((tensor) => {
    const start = end;
    end += elementsOf(tensor) * BYTES_PER_ELEMENT;
    header[tensor.name] = { dtype: 'BF16', shape: tensor.shape, data_offsets: [start, end] };
    return { ...tensor, elements: elementsOf(tensor), start };
  });
  const head = encodeHeader(header);
  const tensors = spans.map(({ start, ...tensor }) => ({ ...tensor, offset: head.length + start }));
  return { fileName, head, bytes: head.length + end, tensors };
}

/** Spaces follow the header so that the tensors begin at a multiple of eight bytes, as in the published files. */
function encodeHeader(header: object): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const length = Math.ceil(text.length / 8) * 8;
  const head = new Uint8Array(8 + length).fill(0x20, 8);
  new DataView(head.buffer).setBigUint64(0, BigInt(length), true);
  head.set(text, 8);
  return head;
}

function elementsOf({ shape }: TensorPlan): number {
  return shape.reduce((product, size) => product * size, 1);
}
