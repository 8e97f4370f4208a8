/**
 * One safetensors file: an 8-byte little-endian header length, a JSON header, then the tensors' bytes.
 * Source: the format description of huggingface/safetensors (README.md, "Format"). A file comes from anywhere, so the
 * whole header is checked before a single weight is read.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import * as v from 'valibot';
import { DiffuscopeError } from '../model/error.ts';
import { decodeBfloat16, decodeFloat16 } from './float.ts';

/** The format's own limit on the JSON header, bytes. */
const MAX_HEADER_BYTES = 100_000_000;

const BYTES_PER_ELEMENT = {
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

export interface SafetensorsFile {
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  /** Elements [start, start + count) of a tensor in row-major order; F32, F16 and BF16 only. */
  read(name: string, start: number, count: number): Float32Array;
  close(): void;
}

/**
 * Opens a file and checks its header against its size.
 * @throws DiffuscopeError `not-found`, `bad-checkpoint`
 */
export function openSafetensors(path: string): SafetensorsFile {
  const name = basename(path);
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (cause) {
    throw new DiffuscopeError(
      'not-found',
      `The checkpoint has no file ${name}.`,
      'Download the checkpoint again.',
      cause,
    );
  }
  try {
    const fileBytes = fstatSync(file).size;
    const headerBytes = readHeaderLength(file, fileBytes, name);
    const header = readBytes(file, 8, headerBytes, name);
    const dataStart = 8 + headerBytes;
    const tensors = parseHeader(header, fileBytes - dataStart, name);
    return {
      tensors,
      read: (tensor, start, count) => readElements(file, dataStart, tensors, tensor, start, count, name),
      close: () => closeSync(file),
    };
  } catch (thrown) {
    closeSync(file);
    throw thrown;
  }
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

function readHeaderLength(file: number, fileBytes: number, name: string): number {
  if (fileBytes < 8) throw damaged(name, 'it is shorter than a header');
  const length = Number(new DataView(readBytes(file, 0, 8, name).buffer).getBigUint64(0, true));
  if (length > MAX_HEADER_BYTES) throw damaged(name, `its header claims ${length} bytes, more than the format allows`);
  if (8 + length > fileBytes) throw damaged(name, `its header claims ${length} bytes, more than the file has`);
  return length;
}

function readElements(
  file: number,
  dataStart: number,
  tensors: ReadonlyMap<string, TensorInfo>,
  tensor: string,
  start: number,
  count: number,
  fileName: string,
): Float32Array {
  const info = tensors.get(tensor);
  if (info === undefined) throw new Error(`unknown tensor: ${tensor}`);
  const bytesPerElement = BYTES_PER_ELEMENT[info.dtype];
  const offset = info.data_offsets[0] + start * bytesPerElement;
  const end = offset + count * bytesPerElement;
  if (start < 0 || end > info.data_offsets[1]) throw new Error(`invalid range of ${tensor}: ${start}, ${count}`);
  const bytes = readBytes(file, dataStart + offset, end - offset, fileName);
  const values = decode(info.dtype, bytes.buffer, tensor, fileName);
  for (const value of values) {
    if (!Number.isFinite(value)) throw damaged(fileName, `tensor ${tensor} holds numbers that are not finite`);
  }
  return values;
}

function decode(dtype: TensorInfo['dtype'], buffer: ArrayBuffer, tensor: string, fileName: string): Float32Array {
  switch (dtype) {
    case 'F32':
      return new Float32Array(buffer);
    case 'F16':
      return decodeFloat16(new Uint16Array(buffer));
    case 'BF16':
      return decodeBfloat16(new Uint16Array(buffer));
    default:
      throw damaged(fileName, `tensor ${tensor} is ${dtype}; F32, F16 and BF16 can be read`);
  }
}

/** `readSync` may return less than asked for, and never more than 2 GiB. */
function readBytes(file: number, position: number, length: number, fileName: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length; ) {
    const count = readSync(file, bytes, done, Math.min(length - done, 2 ** 30), position + done);
    if (count === 0) throw damaged(fileName, 'it became shorter while it was read');
    done += count;
  }
  return bytes;
}

function damaged(fileName: string, what: string, cause?: unknown): DiffuscopeError {
  return new DiffuscopeError(
    'bad-checkpoint',
    `${fileName} is damaged: ${what}.`,
    'Download the checkpoint again.',
    cause,
  );
}
