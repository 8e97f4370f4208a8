/** The recorded examples are what the engine makes, and say what it writes. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openNodeModel } from '../../src/cli/node-engine.ts';
import { recordDecode } from '../../src/cli/trace-recording.ts';
import { arNess, defaultConvention } from '../../src/metrics/ar-ness.ts';
import { requestOf } from '../../src/state/decode-request.ts';
import { exampleSettings, type GalleryExample, galleryExamples, readPictures } from '../../src/state/gallery.ts';
import { committedText } from '../../src/state/token-text.ts';
import { compareTraces } from '../../src/trace/compare.ts';
import { parseTrace } from '../../src/trace/json.ts';
import { orderMap } from '../../src/trace/order-map.ts';
import type { DecodeTrace } from '../../src/trace/types.ts';

const root = join(import.meta.dirname, '..', '..');
const folder = join(root, 'public/traces');
const bytesOf = ({ file }: GalleryExample): number => statSync(join(folder, file)).size;
const traces = new Map<string, DecodeTrace>(
  galleryExamples.map(({ id, file }) => {
    const bytes = readFileSync(join(folder, file));
    return [id, parseTrace((file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8'))];
  }),
);
const pictures = readPictures(readFileSync(join(folder, 'index.json'), 'utf8'));
const find = (id: string): DecodeTrace => traces.get(id)!;

describe('the gallery', () => {
  it('loads at once, and costs little', () => {
    expect(bytesOf(galleryExamples[0]!)).toBeLessThan(350_000);
    expect(galleryExamples.reduce((sum, example) => sum + bytesOf(example), 0)).toBeLessThan(3_000_000);
    expect(new Set(galleryExamples.map(({ id }) => id)).size).toBe(galleryExamples.length);
  });

  it.each(galleryExamples)('$id is recorded with its settings, says its answer and has its picture', (example) => {
    const trace = find(example.id);
    const { prompt, maskId, ...request } = trace.request;
    expect(requestOf(exampleSettings(example), prompt, trace.model.tokens)).toEqual({ prompt, maskId, ...request });
    expect(trace).toMatchObject({ promptText: example.prompt, finish: 'complete', runtime: { provider: 'node' } });
    expect(committedText(trace, trace.final)).toBe(example.answer);
    expect(pictures.find(({ id }) => id === example.id)?.map).toEqual(orderMap(trace));
  });

  it('shows what its lines say', () => {
    const revisions = (id: string) => find(id).steps.reduce((sum, { remask }) => sum + remask.length, 0);
    expect(find('parallel').steps).toHaveLength(8);
    expect(find('parallel').request.canvasLength).toBe(96);
    expect(find('binary-search').request.canvasLength).toBe(160);
    expect(new Set(find('blocks').steps.map(({ block }) => block)).size).toBe(3);
    expect(revisions('revising')).toBeGreaterThan(20);
    const lastRemask = find('remasking').steps.findLastIndex(({ remask }) => remask.length > 0);
    expect(lastRemask / find('remasking').steps.length).toBeCloseTo(0.75, 1);
    const ties = arNess(find('ties'), defaultConvention);
    expect(ties.local[0]!.value).toBe(1);
    expect(find('ties').steps.filter(({ boundary }) => boundary.ties > 1).length).toBeGreaterThan(60);
    expect(arNess(find('first-light'), defaultConvention).local[0]!.value).toBeLessThan(0.25);
  });

  it('is what the engine makes', async () => {
    const model = await openNodeModel(join(root, 'models/pocket'), 'f32', 1);
    const stop = new AbortController().signal;
    for (const id of ['parallel', 'revising', 'ties']) {
      const { request, promptText } = find(id);
      const again = await recordDecode(model, promptText, request, () => {}, stop);
      expect(compareTraces(find(id), again).identical).toBe(true);
    }
    await model.close();
  }, 60_000);
});
