import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arNessChart } from '../../src/charts/ar-ness-chart.ts';
import { tableToCsv } from '../../src/export/csv.ts';
import { gifComment, gifWithProvenance } from '../../src/export/gif-comment.ts';
import { pngChunk, pngWithProvenance } from '../../src/export/png.ts';
import { type Provenance, provenanceOf, provenanceOfSeveral } from '../../src/export/provenance.ts';
import { type ExportKind, exportKind, readProvenance } from '../../src/export/read-provenance.ts';
import { sceneToSvg } from '../../src/export/svg.ts';
import { arNessTable } from '../../src/export/table.ts';
import { tableToJson } from '../../src/export/table-json.ts';
import { arNess, defaultConvention } from '../../src/metrics/ar-ness.ts';
import { english } from '../../src/words/words.ts';
import { hostileTrace, smallTrace } from '../charts/fixture.ts';

const measured = arNess(smallTrace(), defaultConvention);
const scene = arNessChart(measured, { width: 420, height: 240 }, english);
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

const plainPng = Uint8Array.from([
  ...[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
  ...pngChunk('IHDR', Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0)),
  ...pngChunk('IDAT', new Uint8Array(deflateSync(Uint8Array.of(0, 128)))),
  ...pngChunk('IEND', new Uint8Array()),
]);

/** One pixel, two colours, by hand: header, screen 1 × 1 with a table of two, image, LZW `clear 0 end`, trailer. */
const plainGif = Uint8Array.from([
  ...bytesOf('GIF89a'),
  ...[1, 0, 1, 0, 0x80, 0, 0],
  ...[0, 0, 0, 255, 255, 255],
  ...[0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0],
  ...[2, 2, 0x44, 0x01, 0],
  0x3b,
]);

const writers: Record<Exclude<ExportKind, 'HTML'>, (provenance: Provenance) => Uint8Array> = {
  PNG: (provenance) => pngWithProvenance(plainPng, provenance),
  GIF: (provenance) => gifWithProvenance(plainGif, provenance),
  SVG: (provenance) => bytesOf(sceneToSvg(scene, 'light', provenance)),
  CSV: (provenance) => bytesOf(tableToCsv(arNessTable(measured), provenance)),
  JSON: (provenance) => bytesOf(tableToJson('AR-ness', arNessTable(measured), provenance)),
};
const kinds = Object.keys(writers) as (keyof typeof writers)[];

const read = (file: Uint8Array) => {
  const kind = exportKind(file);
  if (kind === null || kind === 'HTML') throw new Error(`taken for ${kind}`);
  return readProvenance(
    kind,
    async () => file,
    async () => new TextDecoder().decode(file),
  );
};

describe('the provenance of several decodes', () => {
  const one = smallTrace();
  const other = { ...one, request: { ...one.request, seed: '77' }, promptText: 'Another prompt.' };
  const runs = [
    { label: 'A: seed 1', trace: one },
    { label: 'B: seed 77', trace: other },
  ];

  it.each(kinds)('is read back from %s as that of the base', async (kind) => {
    const source = await read(writers[kind](provenanceOfSeveral(other, runs, { base: 'B' })));
    expect(source.request.seed).toBe('77');
    expect(source.promptText).toBe('Another prompt.');
  });

  it('names every decode, in JSON and in the comments of CSV', () => {
    const provenance = provenanceOfSeveral(one, runs);
    const file = JSON.parse(tableToJson('AR-ness', arNessTable(measured), provenance));
    expect(file.provenance.decodes.map((decode: { label: string }) => decode.label)).toEqual([
      'A: seed 1',
      'B: seed 77',
    ]);
    expect(file.provenance.decodes[1].request.seed).toBe('77');
    const csv = tableToCsv(arNessTable(measured), provenance);
    expect(csv).toContain('# decodes.1.label: "B: seed 77"\r\n');
    expect(csv).toContain('# decodes.1.request.seed: "77"\r\n');
    expect(provenanceOfSeveral(one, runs.slice(0, 1))).toEqual(provenanceOf(one));
  });
});

describe('readProvenance', () => {
  it.each(kinds)('reads %s back, whatever the prompt', async (kind) => {
    const prompts = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(']]></provenance><script>', '\r\n# tool: "x"', '\u0000\uD800\uFFFF', '&#60;&amp;', 'é漢😀'),
    );
    await fc.assert(
      fc.asyncProperty(prompts, async (prompt) => {
        const trace = hostileTrace(prompt, 'x');
        const file = writers[kind](provenanceOf(trace));
        expect(exportKind(file)).toBe(kind);
        const { prompt: _, ...request } = trace.request;
        expect(await read(file)).toEqual({
          modelLabel: trace.model.label,
          request,
          promptText: prompt,
          createdAt: trace.createdAt,
        });
      }),
      { numRuns: 30 },
    );
  });

  it.each(kinds)('refuses a %s whose provenance is not a possible one', async (kind) => {
    const good = provenanceOf(smallTrace());
    const broken: object[] = [
      { ...good, tool: 'other' },
      { ...good, request: { ...good.request, canvasLength: -1 } },
      { ...good, request: { ...good.request, sampling: { ...good.request.sampling, temperature: 'hot' } } },
      { ...good, request: JSON.parse('{"__proto__":{"polluted":1}}') },
      { ...good, promptText: 7 },
      { ...good, createdAt: 'yesterday' },
    ];
    for (const one of broken) {
      const file = writers[kind](one as Provenance);
      // A table of another tool is not taken for ours at all.
      if (exportKind(file) === null) continue;
      await expect(read(file)).rejects.toMatchObject({ code: 'bad-trace' });
    }
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it.each(kinds)('survives a %s that is cut anywhere', async (kind) => {
    const file = writers[kind](provenanceOf(smallTrace()));
    for (let end = 30; end < file.length; end += 97) {
      const cut = file.subarray(0, end);
      if (exportKind(cut) !== kind) continue;
      await read(cut).catch((thrown) => expect(thrown).toMatchObject({ code: 'bad-trace' }));
    }
  });

  it('refuses a PNG whose chunk has a wrong CRC', async () => {
    const file = writers.PNG(provenanceOf(smallTrace()));
    file[60]! ^= 1;
    await expect(read(file)).rejects.toMatchObject({ code: 'bad-trace' });
  });

  it('knows none of ours in other files', () => {
    for (const text of ['{"format":"diffuscope-trace"', '{"cells":[]}', '# some text', '\u0093NUMPY', '']) {
      expect(exportKind(bytesOf(text))).toBeNull();
    }
  });
});

describe('gifWithProvenance', () => {
  it('puts a comment extension before the trailer', () => {
    const file = gifWithProvenance(plainGif, provenanceOf(smallTrace()));
    const start = plainGif.length - 1;
    expect(file.subarray(0, start)).toEqual(plainGif.subarray(0, start));
    expect([...file.subarray(start, start + 4)]).toEqual([0x21, 0xfe, 255, '{'.charCodeAt(0)]);
    expect([...file.subarray(-2)]).toEqual([0, 0x3b]);
    expect(gifComment(plainGif)).toBeNull();
  });

  it('refuses what is no GIF', () => {
    expect(() => gifWithProvenance(bytesOf('GIF89a'), provenanceOf(smallTrace()))).toThrow('no GIF');
  });
});
