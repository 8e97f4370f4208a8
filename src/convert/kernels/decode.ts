/** The floats of a checkpoint as float32. A little-endian host is assumed, as ONNX and safetensors files are. */

export const FLOAT_TYPES = ['F32', 'F16', 'BF16'] as const;
export type FloatType = (typeof FLOAT_TYPES)[number];

/**
 * @param bytes the floats stand from `at` on.
 * @param bits receives the first `count` float32 patterns.
 */
export function decodeFloats(type: FloatType, bytes: Uint8Array, at: number, count: number, bits: Int32Array): void {
  switch (type) {
    case 'F32':
      bits.set(words(bytes, at, count));
      break;
    case 'F16':
      decodeFloat16(halves(bytes, at, count), bits);
      break;
    case 'BF16':
      decodeBfloat16(halves(bytes, at, count), bits);
  }
}

/** bfloat16 is the upper half of a float32. */
function decodeBfloat16(from: Uint16Array, bits: Int32Array): void {
  for (let i = 0; i < from.length; i++) bits[i] = from[i]! << 16;
}

function decodeFloat16(from: Uint16Array, bits: Int32Array): void {
  const table = float16Table();
  for (let i = 0; i < from.length; i++) bits[i] = table[from[i]!]!;
}

/** @param bits float32 patterns. */
export function areFinite(bits: Int32Array): boolean {
  let odd = 0;
  // An exponent of all ones makes `(x & E) ^ E` zero, and that less one negative: the sign remembers it.
  for (let i = 0; i < bits.length; i++) odd |= ((bits[i]! & 0x7f800000) ^ 0x7f800000) - 1;
  return odd >= 0;
}

let float16Patterns: Int32Array | undefined;

/** The float32 pattern of each IEEE 754 binary16 pattern. */
function float16Table(): Int32Array {
  if (float16Patterns !== undefined) return float16Patterns;
  const values = Float32Array.from({ length: 2 ** 16 }, (_, bits) => {
    const sign = bits & 0x8000 ? -1 : 1;
    const exponent = (bits >> 10) & 0x1f;
    const fraction = bits & 0x3ff;
    if (exponent === 0) return sign * fraction * 2 ** -24;
    if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
    return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  });
  float16Patterns = new Int32Array(values.buffer);
  return float16Patterns;
}

/** A view where the place allows one, else a copy. */
function halves(bytes: Uint8Array, at: number, count: number): Uint16Array {
  const place = bytes.byteOffset + at;
  if (place % 2 === 0) return new Uint16Array(bytes.buffer, place, count);
  return new Uint16Array(bytes.slice(at, at + 2 * count).buffer);
}

function words(bytes: Uint8Array, at: number, count: number): Int32Array {
  const place = bytes.byteOffset + at;
  if (place % 4 === 0) return new Int32Array(bytes.buffer, place, count);
  return new Int32Array(bytes.slice(at, at + 4 * count).buffer);
}
