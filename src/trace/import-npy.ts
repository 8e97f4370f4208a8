/** Whole numbers from a NumPy file. Format: NEP 1, versions 1.0 to 3.0. */
import { DiffuscopeError } from '../model/error.ts';
import { utf8Text } from './import-text.ts';

export interface NpyArray {
  readonly shape: readonly number[];
  /** Row-major. */
  readonly values: Int32Array;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const MOST_DIMENSIONS = 8;

export const isNpy = (bytes: Uint8Array): boolean => MAGIC.every((byte, index) => bytes[index] === byte);

/**
 * Little-endian int32 or int64 in C order whose values fit 32 bits, as `numpy.save` writes an integer tensor.
 * @throws DiffuscopeError `bad-trace`
 */
export function readNpy(bytes: Uint8Array): NpyArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const major = bytes[6] ?? 0;
  if (!isNpy(bytes) || major < 1 || major > 3 || bytes[7] !== 0) throw unreadable('its version is unknown');
  const lengthBytes = major === 1 ? 2 : 4;
  if (bytes.length < 8 + lengthBytes) throw unreadable('it is cut off in the header');
  const start = 8 + lengthBytes;
  const data = start + (major === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (data > bytes.length) throw unreadable('it is cut off in the header');
  const { descr, shape } = readHeader(utf8Text(bytes.subarray(start, data)) ?? '');
  const size = descr === '<i4' ? 4 : 8;
  const count = shape.reduce((product, extent) => product * extent, 1);
  if (bytes.length - data !== count * size) {
    throw unreadable(
      `its shape ${shape.join(' × ')} asks for ${count * size} bytes, but ${bytes.length - data} follow`,
    );
  }
  const values = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const at = data + i * size;
    const low = view.getInt32(at, true);
    if (size === 8 && view.getInt32(at + 4, true) !== low >> 31) throw unreadable(`value ${i} needs more than 32 bits`);
    values[i] = low;
  }
  return { shape, values };
}

/** A Python dict of three known entries, in any order. */
function readHeader(text: string): { readonly descr: '<i4' | '<i8'; readonly shape: readonly number[] } {
  const body = /^\{(.*?),?\s*\}\s*$/s.exec(text.trim())?.[1];
  const entries = body?.match(/'\w+'\s*:\s*(?:'[^']*'|True|False|\([\d,\s]*\))/g) ?? [];
  const rest = entries.reduce((left, entry) => left.replace(entry, ''), body ?? '?').replace(/[,\s]/g, '');
  const field = (name: string): string | undefined =>
    entries.find((entry) => entry.startsWith(`'${name}'`))?.replace(/^'\w+'\s*:\s*/, '');
  if (entries.length !== 3 || rest !== '') throw unreadable('its header is malformed');
  const descr = field('descr');
  if (descr !== "'<i4'" && descr !== "'<i8'") {
    throw unreadable(`its type is ${descr?.slice(0, 20)}, not little-endian int32 or int64`);
  }
  if (field('fortran_order') !== 'False') throw unreadable('it is not in C order');
  const shape = field('shape')?.match(/\d+/g)?.map(Number) ?? [];
  if (shape.length > MOST_DIMENSIONS || !shape.every((extent) => extent <= 2 ** 31)) {
    throw unreadable('its shape is out of range');
  }
  return { descr: descr === "'<i4'" ? '<i4' : '<i8', shape };
}

function unreadable(why: string): DiffuscopeError {
  return new DiffuscopeError(
    'bad-trace',
    `The NumPy file cannot be read: ${why}.`,
    'Save the token ids with numpy.save as int32 or int64.',
  );
}
