/**
 * Byte-level BPE writes each byte of UTF-8 as one printable character. This is the way back.
 *
 * Source: GPT-2 `encoder.py:bytes_to_unicode`; the same table in Qwen2, Dream and LLaDA tokenizers.
 */

const byteOf = new Map<string, number>();
{
  const printable = (byte: number): boolean =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);
  let next = 0x100;
  for (let byte = 0; byte < 0x100; byte++) {
    byteOf.set(String.fromCharCode(printable(byte) ? byte : next++), byte);
  }
}

/** Bytes that a token of a byte-level vocabulary stands for; `null` if a character is not of the table. */
export function tokenBytes(token: string): Uint8Array | null {
  const bytes: number[] = [];
  for (const character of token) {
    const byte = byteOf.get(character);
    if (byte === undefined) return null;
    bytes.push(byte);
  }
  return Uint8Array.from(bytes);
}

/** Text of bytes that need not be whole characters: what is valid UTF-8 as text, every other byte as `\xhh`. */
export function escapedText(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; ) {
    const length = characterLength(bytes[i]!);
    const character = strictUtf8(bytes.subarray(i, i + length));
    if (character === null) {
      text += `\\x${hex(bytes[i]!)}`;
      i += 1;
    } else {
      text += character;
      i += length;
    }
  }
  return text;
}

/** Bytes of the character that starts with this byte; 1 if none does. */
function characterLength(lead: number): number {
  if (lead >= 0xf0) return 4;
  if (lead >= 0xe0) return 3;
  return lead >= 0xc0 ? 2 : 1;
}

/** The core has no `TextDecoder`; `decodeURIComponent` is ECMAScript's strict UTF-8 decoder. */
function strictUtf8(bytes: Uint8Array): string | null {
  try {
    return decodeURIComponent(Array.from(bytes, (byte) => `%${hex(byte)}`).join(''));
  } catch {
    return null;
  }
}

const hex = (byte: number): string => byte.toString(16).padStart(2, '0');
