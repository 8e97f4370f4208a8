import { deflateSync, crc32 as zlibCrc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32, pngChunk, pngWithProvenance } from '../../src/export/png.ts';
import { provenanceOf } from '../../src/export/provenance.ts';
import { hostileTrace, smallTrace } from '../charts/fixture.ts';

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

/** One grey pixel, made by hand. */
function tinyPng(): Uint8Array {
  const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
  const header = pngChunk('IHDR', Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0));
  const data = pngChunk('IDAT', new Uint8Array(deflateSync(Uint8Array.of(0, 128))));
  return Uint8Array.from([...signature, ...header, ...data, ...pngChunk('IEND', new Uint8Array())]);
}

describe('crc32', () => {
  it('is that of the check value and of the empty IEND chunk', () => {
    // The check value of CRC-32/ISO-HDLC, and the last four bytes of every PNG file.
    expect(crc32(ascii('123456789'))).toBe(0xcbf43926);
    expect(crc32(ascii('IEND'))).toBe(0xae426082);
    expect(crc32(new Uint8Array())).toBe(0);
  });

  it.runIf(typeof zlibCrc32 === 'function')('is that of zlib', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => crc32(bytes) === zlibCrc32(bytes)));
  });
});

describe('pngChunk', () => {
  it('is length, type, data and CRC', () => {
    expect([...pngChunk('IEND', new Uint8Array())]).toEqual([0, 0, 0, 0, 73, 69, 78, 68, 0xae, 0x42, 0x60, 0x82]);
  });
});

describe('pngWithProvenance', () => {
  it('puts one iTXt chunk behind the header and changes nothing else', () => {
    const trace = hostileTrace('é漢\u0000</script>', 'x');
    const plain = tinyPng();
    const png = pngWithProvenance(plain, provenanceOf(trace));
    expect(png.subarray(0, 33)).toEqual(plain.subarray(0, 33));
    const length = new DataView(png.buffer).getUint32(33);
    expect(png.subarray(33 + 12 + length)).toEqual(plain.subarray(33));
    const chunk = png.subarray(37, 41 + length);
    expect(new DataView(png.buffer).getUint32(41 + length)).toBe(crc32(chunk));
    const text = new TextDecoder().decode(chunk);
    expect(text.startsWith('iTXtDiffuscope\0\0\0\0\0{')).toBe(true);
    expect(JSON.parse(text.slice(text.indexOf('{')))).toEqual(provenanceOf(trace));
  });

  it('refuses what is no PNG', () => {
    expect(() => pngWithProvenance(ascii('GIF89a'), provenanceOf(smallTrace()))).toThrow('no PNG');
  });
});
