/** Files packed with gzip: the gallery's, and the runs that the browser keeps. */

import { DiffuscopeError } from '../model/error.ts';
import { checkTraceSize, MAX_TRACE_BYTES } from '../trace/json.ts';

export async function packed(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/**
 * The bytes as they are if they do not begin as gzip: a server may have unpacked them on the way.
 * @throws DiffuscopeError `bad-trace` if they are damaged, or more than a trace may have: few bytes can hold gigabytes.
 */
export async function unpacked(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip')).getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for (;;) {
    const next = await reader.read().catch((cause: unknown) => {
      throw new DiffuscopeError(
        'bad-trace',
        'The file is damaged: its gzip data end or break.',
        'Copy it again.',
        cause,
      );
    });
    if (next.done) break;
    size += next.value.length;
    if (size > MAX_TRACE_BYTES) await reader.cancel();
    checkTraceSize(size);
    parts.push(next.value);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}
