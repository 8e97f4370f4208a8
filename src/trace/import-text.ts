/** Bytes of a foreign file as text. */

const CHUNK = 1 << 14;

/** Strict UTF-8 without a byte order mark; `null` if it is not. The core has no `TextDecoder`. */
export function utf8Text(bytes: Uint8Array): string | null {
  const parts: string[] = [];
  let start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  while (start < bytes.length) {
    let end = Math.min(start + CHUNK, bytes.length);
    // Not inside a character: its later bytes are 10xxxxxx.
    while (end < bytes.length && end > start + 1 && (bytes[end]! & 0xc0) === 0x80) end--;
    const part = chunkText(bytes.subarray(start, end));
    if (part === null) return null;
    parts.push(part);
    start = end;
  }
  return parts.join('');
}

function chunkText(bytes: Uint8Array): string | null {
  if (bytes.every((byte) => byte < 0x80)) return String.fromCharCode(...bytes);
  try {
    // ECMAScript's strict UTF-8 decoder.
    return decodeURIComponent(Array.from(bytes, (byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''));
  } catch {
    return null;
  }
}
