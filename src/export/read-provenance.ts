/**
 * What a file that Diffuscope made says of its decode. Files are untrusted: each format is scanned for the one place
 * where the provenance stands (no XML, no HTML is parsed), and what is there passes a schema.
 */
import * as v from 'valibot';
import { DiffuscopeError } from '../model/error.ts';
import { createdAtSchema, promptTextSchema, requestSchema } from '../trace/header-schema.ts';
import type { DecodeSource } from '../trace/types.ts';
import { TRACE_MARKER } from './decode-page.ts';
import { gifComment } from './gif-comment.ts';
import { PNG_SIGNATURE, pngProvenance } from './png.ts';
import { PROVENANCE_NAMESPACE } from './svg.ts';

export type ExportKind = 'PNG' | 'GIF' | 'SVG' | 'CSV' | 'JSON' | 'HTML';

/** @param head the first bytes of a file, 256 are enough. `null`: none of ours. */
export function exportKind(head: Uint8Array): ExportKind | null {
  if (PNG_SIGNATURE.every((byte, index) => head[index] === byte)) return 'PNG';
  const text = String.fromCharCode(...head.subarray(0, 256)).replace(/^ï»¿/, '');
  if (/^GIF8[79]a/.test(text)) return 'GIF';
  if (/^\s*(?:<\?xml|<svg)/.test(text)) return 'SVG';
  if (/^\s*<!doctype html/i.test(text)) return 'HTML';
  if (/^# tool: "Diffuscope"/.test(text)) return 'CSV';
  return /^\s*\{\s*"format"\s*:\s*"diffuscope-table"/.test(text) ? 'JSON' : null;
}

/** The trace inside a saved page, as the text of its file. @throws DiffuscopeError `bad-trace` if there is none. */
export function traceOfPage(html: string): string {
  const start = html.indexOf(TRACE_MARKER);
  if (start < 0) throw foreign('HTML');
  const from = start + TRACE_MARKER.length;
  return html.slice(from, html.indexOf('<', from));
}

/**
 * @param bytes of the whole file, @param text the same as UTF-8; only the one that the kind needs is asked for.
 * @throws DiffuscopeError `bad-trace` if it holds no provenance, or a damaged one.
 */
export async function readProvenance(
  kind: Exclude<ExportKind, 'HTML'>,
  bytes: () => Promise<Uint8Array>,
  text: () => Promise<string>,
): Promise<DecodeSource> {
  const ascii = (found: Uint8Array | null): unknown => (found === null ? null : parseJson(asciiText(found), kind));
  switch (kind) {
    case 'PNG':
      return checked(ascii(pngProvenance(await bytes())), kind);
    case 'GIF':
      return checked(ascii(gifComment(await bytes())), kind);
    case 'SVG':
      return checked(parseJson(svgProvenance(await text()), kind), kind);
    case 'CSV':
      return checked(csvProvenance(await text(), kind), kind);
    case 'JSON':
      return checked((parseJson(await text(), kind) as { provenance?: unknown } | null)?.provenance, kind);
  }
}

/** Longer ones are not ours: the longest part of a provenance is its prompt. */
const MAX_LENGTH = 4_000_000;

function asciiText(bytes: Uint8Array): string {
  if (bytes.length > MAX_LENGTH) return '';
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
}

function parseJson(text: string, kind: ExportKind): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw foreign(kind);
  }
}

/** The content of `<provenance xmlns="urn:diffuscope:provenance">`, entities resolved; empty if there is none. */
function svgProvenance(svg: string): string {
  const name = svg.indexOf(`"${PROVENANCE_NAMESPACE}"`);
  const start = name < 0 ? -1 : svg.indexOf('>', name);
  const end = start < 0 ? -1 : svg.indexOf('<', start);
  if (end < 0 || end - start > 6 * MAX_LENGTH) return '';
  return svg
    .slice(start + 1, end)
    .replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(amp|lt|gt|quot|apos));/gi, (_, ...parts) => {
      const [decimal, hex, name] = parts as (string | undefined)[];
      if (name !== undefined) return ENTITIES[name.toLowerCase()]!;
      const code = decimal === undefined ? Number.parseInt(hex!, 16) : Number(decimal);
      return code <= 0x10ffff ? String.fromCodePoint(code) : '\uFFFD';
    });
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The comment lines `# a.b: json` as nested objects without prototypes. */
function csvProvenance(csv: string, kind: ExportKind): object {
  const root = Object.create(null) as Record<string, unknown>;
  let at = 0;
  while (csv.startsWith('# ', at)) {
    const newline = csv.indexOf('\n', at);
    const end = newline < 0 ? csv.length : newline;
    const line = csv.slice(at + 2, end).trimEnd();
    const colon = line.indexOf(': ');
    if (colon < 0 || line.length > MAX_LENGTH) throw foreign(kind);
    put(root, line.slice(0, colon).split('.'), parseJson(line.slice(colon + 2), kind));
    at = end + 1;
  }
  return root;
}

/** Deeper paths than ours are left out. */
function put(root: Record<string, unknown>, path: readonly string[], leaf: unknown): void {
  if (path.length > 4) return;
  let node = root;
  for (const key of path.slice(0, -1)) {
    if (typeof node[key] !== 'object' || node[key] === null) node[key] = Object.create(null);
    node = node[key] as Record<string, unknown>;
  }
  node[path.at(-1)!] = leaf;
}

const shortText = v.pipe(v.string(), v.maxLength(200));

const provenanceSchema = v.object({
  tool: v.literal('Diffuscope'),
  version: shortText,
  createdAt: createdAtSchema,
  model: v.object({ label: shortText }),
  request: v.pipe(
    v.looseObject({}),
    v.transform(({ promptTokens: _, ...request }): unknown => request),
    requestSchema,
  ),
  promptText: promptTextSchema,
});

function checked(value: unknown, kind: ExportKind): DecodeSource {
  const result = v.safeParse(provenanceSchema, value);
  if (!result.success) throw foreign(kind);
  const { model, request, promptText, createdAt } = result.output;
  return { modelLabel: model.label, request, promptText, createdAt };
}

function foreign(kind: ExportKind): DiffuscopeError {
  const message = `The ${kind} file does not say which decode it shows: its provenance is missing or damaged.`;
  return new DiffuscopeError('bad-trace', message, 'Choose a file as Diffuscope saved it.');
}
