/**
 * The provenance inside a PNG: an `iTXt` chunk (not compressed) with the keyword `Diffuscope`, right behind the
 * header. Source: PNG specification (third edition), 5.3 Chunk layout, 11.3.3.4 iTXt, annex D (CRC).
 */
import { DiffuscopeError } from '../model/error.ts';
import { asciiBytes, asciiJson, concatenate } from './ascii.ts';
import type { Provenance } from './provenance.ts';

/** Keyword, its end, not compressed, method 0, no language, no translated keyword. */
const TEXT_HEAD = 'Diffuscope\0\0\0\0\0';
export const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] as const;

/** Signature and IHDR, which is always first and always 25 bytes long. */
const HEADER_END = PNG_SIGNATURE.length + 25;

/** @throws DiffuscopeError `bad-trace` if the bytes are no PNG. */
export function pngWithProvenance(png: Uint8Array, provenance: Provenance): Uint8Array<ArrayBuffer> {
  if (!PNG_SIGNATURE.every((byte, index) => png[index] === byte) || png.length < HEADER_END) {
    throw new DiffuscopeError('bad-trace', 'The picture is no PNG.');
  }
  const chunk = pngChunk('iTXt', asciiBytes(`${TEXT_HEAD}${asciiJson(provenance)}`));
  return concatenate(png.subarray(0, HEADER_END), chunk, png.subarray(HEADER_END));
}

/** The bytes of our text chunk, `null` if there is none whose CRC is right. */
export function pngProvenance(png: Uint8Array): Uint8Array | null {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const head = asciiBytes(`iTXt${TEXT_HEAD}`);
  for (let at = PNG_SIGNATURE.length; at + 12 <= png.length; ) {
    const end = at + 8 + view.getUint32(at);
    if (end + 4 > png.length) return null;
    const ours = head.every((byte, index) => png[at + 4 + index] === byte);
    if (ours && view.getUint32(end) === crc32(png.subarray(at + 4, end))) {
      return png.subarray(at + 4 + head.length, end);
    }
    at = end + 4;
  }
  return null;
}

/** Length, type, data and CRC. @param type four ASCII letters. */
export function pngChunk(type: string, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const chunk = new Uint8Array(12 + data.length);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, data.length);
  chunk.set(asciiBytes(type), 4);
  chunk.set(data, 8);
  view.setUint32(8 + data.length, crc32(chunk.subarray(4, 8 + data.length)));
  return chunk;
}

/** CRC-32 of ISO 3309: reflected polynomial 0xEDB88320, all ones before and after. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ CRC_TABLE[(crc ^ byte) & 255]!;
  return ~crc >>> 0;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});
