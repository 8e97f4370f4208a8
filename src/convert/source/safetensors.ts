/**
 * One safetensors file: an 8-byte little-endian header length, a JSON header, then the tensors' bytes.
 * Source: the format description of huggingface/safetensors (README.md, "Format"). A file comes from anywhere, so the
 * whole header is checked before a single weight is read.
 */
import * as v from 'valibot';
import { DiffuscopeError } from '../../model/error.ts';
import type { CheckpointSource, SourceFile } from './checkpoint-source.ts';

/** The format's own limit on the JSON header, bytes. */
const MAX_HEADER_BYTES = 100_000_000;

export const BYTES_PER_ELEMENT = {
  ...{ BOOL: 1, U8: 1, I8: 1, F8_E4M3: 1, F8_E5M2: 1, F8_E8M0: 1 },
  ...{ I16: 2, U16: 2, F16: 2, BF16: 2, I32: 4, U32: 4, F32: 4, I64: 8, U64: 8, F64: 8 },
} as const;

const size = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const tensorSchema = v.object({
  dtype: v.picklist(Object.keys(BYTES_PER_ELEMENT) as (keyof typeof BYTES_PER_ELEMENT)[]),
  shape: v.array(size),
  /** First and one-past-last byte, from the end of the header. */
  data_offsets: v.strictTuple([size, size]),
});

export type TensorInfo = v.InferOutput<typeof tensorSchema>;

/** One file of weights. */
export interface Shard {
  readonly file: SourceFile;
  /** All that stands before the tensors' bytes. */
  readonly head: Uint8Array;
  readonly tensors: ReadonlyMap<string, TensorInfo>;
}

/** A first read of so many bytes holds most headers whole. */
const FIRST_READ = 2 ** 18;

/**
 * Reads a file's header and checks it against the file's size.
 * @throws DiffuscopeError `bad-checkpoint`, and those of `CheckpointSource.read`
 */
export async function readShard(source: CheckpointSource, file: SourceFile): Promise<Shard> {
  if (file.bytes < 8) throw damaged(file.name, 'it is shorter than a header');
  const start = await source.read(file, 0, Math.min(FIRST_READ, file.bytes));
  const length = headerLength(start, file);
  const rest = 8 + length > start.length ? await source.read(file, start.length, 8 + length) : new Uint8Array();
  const head = Buffer.concat([start.subarray(0, 8 + length), rest]);
  return { file, head, tensors: parseHeader(head.subarray(8), file.bytes - head.length, file.name) };
}

/**
 * Checks a JSON header: known types, sizes that match shapes, and tensors that cover the data exactly once.
 * @param dataBytes bytes that follow the header.
 * @throws DiffuscopeError `bad-checkpoint`
 */
export function parseHeader(header: Uint8Array, dataBytes: number, fileName: string): Map<string, TensorInfo> {
  let text: string;
  let json: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(header);
    json = JSON.parse(text);
  } catch (cause) {
    throw damaged(fileName, 'its header is not JSON', cause);
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw damaged(fileName, 'its header is not a JSON object');
  }
  const repeated = repeatedKey(text);
  if (repeated !== undefined) throw damaged(fileName, `its header holds "${repeated}" twice`);

  const tensors = new Map<string, TensorInfo>();
  for (const [name, entry] of Object.entries(json)) {
    if (name === '__metadata__') continue;
    const result = v.safeParse(tensorSchema, entry);
    if (!result.success) {
      const issue = result.issues[0];
      throw damaged(fileName, `tensor ${name}: ${v.getDotPath(issue) ?? 'entry'}: ${issue.message}`);
    }
    tensors.set(name, result.output);
  }
  checkLayout(tensors, dataBytes, fileName);
  return tensors;
}

function checkLayout(tensors: Map<string, TensorInfo>, dataBytes: number, fileName: string): void {
  let covered = 0;
  const inFileOrder = [...tensors].sort(
    ([, a], [, b]) => a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1],
  );
  for (const [name, { dtype, shape, data_offsets }] of inFileOrder) {
    const [start, end] = data_offsets;
    const bytes = shape.reduce((product, length) => product * length, BYTES_PER_ELEMENT[dtype]);
    if (end > dataBytes) throw damaged(fileName, `tensor ${name} ends at byte ${end} of ${dataBytes}`);
    if (end - start !== bytes) {
      throw damaged(fileName, `tensor ${name} holds ${end - start} bytes where ${dtype} [${shape}] needs ${bytes}`);
    }
    if (start < covered) throw damaged(fileName, `tensor ${name} overlaps the one before it`);
    if (start > covered) throw damaged(fileName, `there is a hole of ${start - covered} bytes before tensor ${name}`);
    covered = end;
  }
  if (covered !== dataBytes) throw damaged(fileName, `${dataBytes - covered} bytes at its end belong to no tensor`);
}

/** The first key that some object of valid JSON text holds twice; `JSON.parse` keeps the last and says nothing. */
function repeatedKey(text: string): string | undefined {
  const open: Set<string>[] = [];
  let lastString = '';
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === '{') open.push(new Set());
    else if (character === '}') open.pop();
    else if (character === '"') {
      const end = stringEnd(text, i);
      lastString = text.slice(i, end);
      i = end - 1;
    } else if (character === ':') {
      const key: string = JSON.parse(lastString);
      const keys = open.at(-1)!;
      if (keys.has(key)) return key;
      keys.add(key);
    }
  }
  return undefined;
}

/** One past the quote that closes the string which opens at `start`. */
function stringEnd(text: string, start: number): number {
  for (let quote = text.indexOf('"', start + 1); ; quote = text.indexOf('"', quote + 1)) {
    let backslashes = 0;
    while (text[quote - 1 - backslashes] === '\\') backslashes++;
    if (backslashes % 2 === 0) return quote + 1;
  }
}

function headerLength(start: Uint8Array, { name, bytes }: SourceFile): number {
  const length = Number(new DataView(start.buffer, start.byteOffset).getBigUint64(0, true));
  if (length > MAX_HEADER_BYTES) throw damaged(name, `its header claims ${length} bytes, more than the format allows`);
  if (8 + length > bytes) throw damaged(name, `its header claims ${length} bytes, more than the file has`);
  return length;
}

export function damaged(fileName: string, what: string, cause?: unknown): DiffuscopeError {
  return new DiffuscopeError(
    'bad-checkpoint',
    `${fileName} is damaged: ${what}.`,
    'Download the checkpoint again.',
    cause,
  );
}
