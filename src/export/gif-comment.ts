/**
 * The provenance inside a GIF: a comment extension before the trailer. Source: GIF89a specification, sections 15 (data
 * sub-blocks), 18 to 24.
 */
import { DiffuscopeError } from '../model/error.ts';
import { asciiBytes, asciiJson, concatenate } from './ascii.ts';
import type { Provenance } from './provenance.ts';

const [EXTENSION, COMMENT, IMAGE, TRAILER] = [0x21, 0xfe, 0x2c, 0x3b];

/** @throws DiffuscopeError `bad-trace` if the bytes do not end as a GIF does. */
export function gifWithProvenance(gif: Uint8Array, provenance: Provenance): Uint8Array<ArrayBuffer> {
  if (gif.at(-1) !== TRAILER) throw new DiffuscopeError('bad-trace', 'The film is no GIF.');
  const text = asciiBytes(asciiJson(provenance));
  const blocks: Uint8Array[] = [];
  for (let at = 0; at < text.length; at += 255) {
    const block = text.subarray(at, at + 255);
    blocks.push(Uint8Array.of(block.length), block);
  }
  const comment = [Uint8Array.of(EXTENSION, COMMENT), ...blocks, Uint8Array.of(0)];
  return concatenate(gif.subarray(0, -1), ...comment, Uint8Array.of(TRAILER));
}

/** Bytes of the last comment, `null` if there is none; stops at the first thing that is no GIF. */
export function gifComment(gif: Uint8Array): Uint8Array | null {
  let at = 13 + colourTableSize(gif[10]);
  let comment: Uint8Array | null = null;
  while (at < gif.length) {
    const kind = gif[at];
    if (kind === EXTENSION) {
      const { end, data } = subBlocks(gif, at + 2);
      if (gif[at + 1] === COMMENT) comment = concatenate(...data);
      at = end;
    } else if (kind === IMAGE) {
      at = subBlocks(gif, at + 11 + colourTableSize(gif[at + 9])).end;
    } else return comment;
  }
  return comment;
}

function subBlocks(gif: Uint8Array, start: number): { readonly end: number; readonly data: readonly Uint8Array[] } {
  const data: Uint8Array[] = [];
  let at = start;
  for (let size = gif[at] ?? 0; size > 0; size = gif[at] ?? 0) {
    data.push(gif.subarray(at + 1, at + 1 + size));
    at += size + 1;
  }
  return { end: at + 1, data };
}

/** Bytes of the table that the packed field of a screen or image descriptor announces. */
function colourTableSize(packed = 0): number {
  return packed & 0x80 ? 3 * 2 ** ((packed & 7) + 1) : 0;
}
