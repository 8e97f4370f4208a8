import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { heatMapCells } from '../../src/charts/heat-map-cells.ts';
import { arNess, defaultConvention } from '../../src/metrics/ar-ness.ts';
import { entropySink } from '../../src/metrics/entropy-sink.ts';
import { stepSeries } from '../../src/metrics/step-series.ts';
import { tokenLifetimes } from '../../src/metrics/token-lifetimes.ts';
import { canvasAt } from '../../src/trace/canvas-at.ts';
import { compareTraces } from '../../src/trace/compare.ts';
import { type ImportHints, importForeignTrace, looksForeign } from '../../src/trace/import-foreign.ts';
import { parseTrace, traceToJson } from '../../src/trace/json.ts';
import type { DecodeTrace } from '../../src/trace/types.ts';
import { traceOf } from './fixture.ts';

const hints: ImportHints = { createdAt: '2025-01-02T03:04:05.678Z', version: '0.1.0' };
const bytesOf = (text: string) => new TextEncoder().encode(text);
const jsonOf = (value: unknown) => bytesOf(JSON.stringify(value));
const fromJson = (value: unknown, more: Partial<ImportHints> = {}) =>
  importForeignTrace(jsonOf(value), 'run.json', { ...hints, ...more });
const canvases = (trace: DecodeTrace) =>
  Array.from({ length: trace.steps.length + 1 }, (_, step) => Array.from(canvasAt(trace, step)));

const M = 126336;
/** A prompt 5 6 and four slots; position 2 goes first, then 0 and 1 together, then 3, as dllm saves it. */
const histories = [
  [5, 6, M, M, M, M],
  [5, 6, M, M, 9, M],
  [5, 6, 7, 8, 9, M],
  [5, 6, 7, 8, 9, 4],
];

/** A version 1.0 file as numpy.save writes it. */
function npyOf(values: readonly number[], shape: string, descr = '<i8', order = 'False'): Uint8Array {
  const header = `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${shape}, }`;
  const padded = `${header.padEnd(Math.ceil((header.length + 11) / 64) * 64 - 11)}\n`;
  const wide = descr.endsWith('8');
  const bytes = new Uint8Array(10 + padded.length + values.length * (wide ? 8 : 4));
  const view = new DataView(bytes.buffer);
  bytes.set([0x93, ...bytesOf('NUMPY'), 1, 0]);
  view.setUint16(8, padded.length, true);
  bytes.set(bytesOf(padded), 10);
  values.forEach((value, index) => {
    const at = 10 + padded.length + index * (wide ? 8 : 4);
    if (wide) view.setBigInt64(at, BigInt(value), true);
    else view.setInt32(at, value, true);
  });
  return bytes;
}

describe('dllm histories', () => {
  const { trace, notes } = fromJson({ histories: histories.map((canvas) => [canvas]), sequences: [histories.at(-1)] });

  it('become commits, prompt and mask being found', () => {
    expect(Array.from(trace.request.prompt)).toEqual([5, 6]);
    expect(trace.request).toMatchObject({ maskId: M, canvasLength: 4, steps: 3, strategy: 'unknown' });
    expect(canvases(trace)).toEqual(histories.map((canvas) => canvas.slice(2)));
    expect(trace.steps.map(({ unmask }) => unmask)).toEqual([
      [{ position: 2, tokenId: 9 }],
      [
        { position: 0, tokenId: 7 },
        { position: 1, tokenId: 8 },
      ],
      [{ position: 3, tokenId: 4 }],
    ]);
    expect(trace).toMatchObject({ finish: 'complete', createdAt: hints.createdAt, stepMillis: [0, 0, 0] });
    expect(trace.model).toMatchObject({ label: 'run.json', vocabularySize: M + 13, quantisation: 'unknown' });
    expect(trace.model.tokens).toEqual({ mask: M, pad: 126081, eos: [126081, 126348] });
    expect(trace.pieces.get(9)).toBe('⟨9⟩');
    expect(notes.join(' ')).toContain('no settings, confidence');
    expect(notes).toContain(`Token ${M} was taken for the mask.`);
  });

  it('are measured as far as they go', () => {
    // Order 2, 0, 1, 3: of three pairs of neighbours in time only 0, 1 follow each other.
    const measured = arNess(trace, defaultConvention);
    expect(measured.local[0]).toEqual({ k: 1, hits: 1, value: 1 / 3 });
    expect(measured).toMatchObject({ commits: 4, tieSteps: 0, tieShare: null });
    expect(entropySink(trace)).toMatchObject({ headMean: null, plateau: null, index: null });
    expect(stepSeries(trace)[1]).toMatchObject({ masked: 0, meanConfidence: null, meanEntropy: null, committed: 2 });
    const cells = heatMapCells(trace, 'confidence');
    expect(cells.values).toHaveLength(12);
    expect(cells.values.every(Number.isNaN)).toBe(true);
    expect(compareTraces(trace, trace).identical).toBe(true);
  });

  it('are saved as a trace and open again', () => {
    expect(parseTrace(traceToJson(trace))).toEqual(trace);
  });

  it('may be a bare list, without a batch, and say their hints', () => {
    const plain = fromJson(histories, {
      maskId: M,
      promptLength: 2,
      firstCanvas: 'start',
      strategy: 'low-confidence',
      vocabularySize: 130000,
      tokens: { pad: 1, eos: [2] },
      piece: (id) => `t${id}`,
    });
    expect(plain.trace.steps).toEqual(trace.steps);
    expect(plain.trace.request.strategy).toBe('low-confidence');
    expect(plain.trace.model).toMatchObject({ vocabularySize: 130000, tokens: { mask: M, pad: 1, eos: [2] } });
    expect(plain.trace.pieces.get(9)).toBe('t9');
    expect(plain.notes).toHaveLength(1);
    expect(() => fromJson(histories, { strategy: 'no-such' })).toThrow(
      expect.objectContaining({ code: 'bad-settings' }),
    );
  });

  it('hold one of several sequences', () => {
    const batch = histories.map((canvas) => [canvas, canvas.map((id) => (id === M ? M : id + 1))]);
    const second = fromJson(batch, { row: 1 });
    expect(Array.from(second.trace.request.prompt)).toEqual([6, 7]);
    expect(Array.from(second.trace.final)).toEqual([8, 9, 10, 5]);
    expect(second.notes).toContain('The file holds 2 sequences; this is number 2.');
    expect(fromJson(batch).trace.steps).toEqual(trace.steps);
  });

  it('leave out the eos that fills a shorter sequence', () => {
    const filled = fromJson(histories.map((canvas) => [...canvas, 1, 1]));
    expect(filled.trace.request.canvasLength).toBe(4);
    expect(filled.notes).toContain('2 positions at the end were never masked and are left out.');
  });

  it('may grow block by block', () => {
    const grown = [
      [5, M, M],
      [5, 7, M],
      [5, 7, 8, M, M],
      [5, 7, 8, 9, 4],
    ];
    expect(canvases(fromJson(grown).trace)).toEqual([
      [M, M, M, M],
      [7, M, M, M],
      [7, 8, M, M],
      [7, 8, 9, 4],
    ]);
  });

  it('keep remasks and overwrites', () => {
    const revised = [
      [5, M, M],
      [5, 7, 8],
      [5, M, 9],
      [5, 7, 9],
    ];
    const { trace: imported } = fromJson(revised, { maskId: M });
    expect(imported.steps[1]).toMatchObject({ unmask: [{ position: 1, tokenId: 9 }], remask: [0] });
    expect(tokenLifetimes(imported).map(({ end }) => end)).toEqual(['remask', 'overwrite', null, null]);
    expect(parseTrace(traceToJson(imported))).toEqual(imported);
  });
});

describe('Dream history', () => {
  // Without the canvas before the first step, which commits one token here.
  const history = histories.slice(1);

  it.each([
    ['int64 with a batch', npyOf(history.flat(), '(3, 1, 6)')],
    ['int32 without', npyOf(history.flat(), '(3, 6)', '<i4')],
    ['JSON', jsonOf({ history: history.map((canvas) => [canvas]) })],
  ])('%s', (_, bytes) => {
    const { trace, notes } = importForeignTrace(bytes, 'dream', { ...hints, promptLength: 2 });
    expect(trace.steps).toHaveLength(3);
    expect(canvases(trace)).toEqual(histories.map((canvas) => canvas.slice(2)));
    expect(notes.join(' ')).toContain('those of the first step');
  });

  it('a file of numpy itself', () => {
    // numpy 2 wrote int64 [4, 1, 6]: `histories` above with mask 151666.
    const file = readFileSync(new URL('./fixtures/history.npy', import.meta.url));
    const { trace } = importForeignTrace(file, 'history.npy', hints);
    expect(trace.request.maskId).toBe(151666);
    expect(trace.model.tokens.eos).toEqual([151643, 151645]);
    expect(trace.steps).toEqual(fromJson(histories).trace.steps);
  });

  it('of one token per step begins with a step without tokens', () => {
    const { trace } = fromJson({ history: histories }, { firstCanvas: 'after-first-step' });
    expect(trace.steps.map(({ unmask }) => unmask.length)).toEqual([0, 1, 2, 1]);
  });

  it('stopped half way', () => {
    const { trace } = fromJson(histories.slice(0, 2));
    expect(trace.finish).toBe('stopped');
    expect(trace.steps).toHaveLength(1);
  });
});

describe('LLaDA step dump', () => {
  const dump = '1, *<|mdm_mask|>&*,&*<|mdm_mask|>&\n2, *Hi&*,&*<|mdm_mask|>&\n3, *Hi&*,&* *&&\n';

  it('becomes commits of numbered texts', () => {
    const { trace, notes } = importForeignTrace(bytesOf(dump), 'sample_process.txt', hints);
    // Numbers in the order of appearance: mask 0, "," 1, "Hi" 2, " *&" 3.
    expect(canvases(trace)).toEqual([
      [0, 0, 0],
      [0, 1, 0],
      [2, 1, 0],
      [2, 1, 3],
    ]);
    expect([...trace.pieces]).toEqual([
      [0, '<|mdm_mask|>'],
      [1, ','],
      [2, 'Hi'],
      [3, ' *&'],
    ]);
    expect(notes.join(' ')).toContain('texts, not token ids');
    expect(parseTrace(traceToJson(trace))).toEqual(trace);
  });

  it('may begin with the canvas before the first step, or late', () => {
    const all = '0, *<|mdm_mask|>&*<|mdm_mask|>&\n1, *a&*<|mdm_mask|>&\n2, *a&*é&';
    expect(importForeignTrace(bytesOf(`\ufeff${all}`), 'x', hints).trace.steps).toHaveLength(2);
    const late = importForeignTrace(bytesOf('7, *a&*<|mdm_mask|>&\r\n8, *a&*b&\r\n'), 'x', hints);
    expect(late.notes.join(' ')).toContain('before 7');
  });

  it.each([
    ['two runs', '1, *a&*b&\n2, *a&*b&\n1, *a&*b&', 'line 3: step 1 follows step 2: another run'],
    ['a missing line', '1, *a&*b&\n3, *a&*b&', 'line 2: step 3 follows step 1: one is missing'],
    ['another number of texts', '1, *a&*b&\n2, *a&', 'line 2: it has 1 texts instead of 2'],
    ['a broken line', '1, *a&*b&\nerror', 'line 2: it is not'],
    ['too many positions', `1, ${'*a&'.repeat(5000)}`, 'too long'],
  ])('refuses %s', (_, text, message) => {
    expect(() => importForeignTrace(bytesOf(text), 'x', hints)).toThrow(
      expect.objectContaining({
        code: 'bad-trace',
        message: expect.stringContaining(message),
      }),
    );
  });
});

describe('damaged files', () => {
  const broken = (change: (copy: unknown[][]) => void) => {
    const copy: unknown[][] = histories.map((canvas) => [...canvas]);
    change(copy);
    return jsonOf(copy);
  };
  const good = npyOf(histories.flat(), '(4, 6)');
  const withHeader = (from: string, to: string) => {
    const text = new TextDecoder('latin1').decode(good);
    return Uint8Array.from(text.replace(from, to.padEnd(from.length).slice(0, from.length)), (c) => c.charCodeAt(0));
  };
  it.each<[string, Uint8Array, Partial<ImportHints>?]>([
    ['nothing', bytesOf('')],
    ['text', bytesOf('hello')],
    ['no UTF-8', Uint8Array.of(0x5b, 0xff, 0x5d)],
    ['a number', bytesOf('1')],
    ['null', bytesOf('null')],
    ['an empty list', bytesOf('[]')],
    ['an empty canvas', bytesOf('[[]]')],
    ['empty batches', bytesOf('[[[]]]')],
    ['deep nesting', bytesOf(`${'['.repeat(1e5)}${']'.repeat(1e5)}`)],
    ['an object of something else', bytesOf('{"history":[[1]],"logits":[]}')],
    ['two histories', jsonOf({ history: histories, histories })],
    ['a history that is no list', bytesOf('{"history":"x"}')],
    ['another result', jsonOf({ histories, sequences: histories[0] })],
    ['a fraction', broken((copy) => copy[1]!.splice(2, 1, 0.5))],
    ['a negative id', broken((copy) => copy[1]!.splice(2, 1, -1))],
    ['a huge id', broken((copy) => copy[1]!.splice(2, 1, 2 ** 24))],
    ['a text', broken((copy) => copy[1]!.splice(2, 1, '7'))],
    ['a canvas that is no list', broken((copy) => copy.splice(1, 1, null as never))],
    ['a shorter canvas', broken((copy) => copy[2]!.pop())],
    ['batches of other sizes', jsonOf([[histories[0], histories[0]], [histories[1]]])],
    ['a prompt that changes', broken((copy) => copy[2]!.splice(0, 1, 99)), { maskId: M, promptLength: 2 }],
    ['a mask in the prompt', jsonOf(histories), { promptLength: 3 }],
    ['nothing but prompt', jsonOf(histories), { promptLength: 6 }],
    ['a longer prompt than all', jsonOf(histories), { promptLength: 60 }],
    ['a row that is not there', jsonOf(histories), { row: 1 }],
    ['no mask to be seen', bytesOf('[[1,2,3]]')],
    ['two candidates for the mask', bytesOf('[[1,2,3],[4,5,3]]')],
    ['a start that is not empty', jsonOf(histories.slice(1)), { promptLength: 2, firstCanvas: 'start' }],
    ['a canvas too long', jsonOf([Array(5000).fill(M)]), { maskId: M }],
    ['too many steps', jsonOf(Array(4098).fill([M])), { maskId: M }],
    ['npy: cut off', good.subarray(0, -1)],
    ['npy: too long', Uint8Array.from([...good, 0])],
    ['npy: only magic', good.subarray(0, 6)],
    ['npy: half a header', good.subarray(0, 40)],
    ['npy: version 9', Uint8Array.from(good, (byte, index) => (index === 6 ? 9 : byte))],
    ['npy: floats', withHeader("'<i8'", "'<f8'")],
    ['npy: big-endian', withHeader("'<i8'", "'>i8'")],
    ['npy: Fortran order', withHeader('False', 'True ')],
    ['npy: another shape', withHeader('(4, 6)', '(4, 7)')],
    ['npy: one dimension', withHeader('(4, 6)', '(24,) ')],
    ['npy: no steps', npyOf([], '(0, 6)')],
    ['npy: huge shape', npyOf([1], '(99999999999, 99999999999)')],
    ['npy: code in the header', withHeader("'descr'", '__imp__')],
    ['npy: more than 32 bits', npyOf([2 ** 40, 1], '(1, 2)')],
    ['npy: four dimensions', npyOf([1, 2], '(1, 1, 1, 2)')],
  ])('%s', (_, bytes, more = {}) => {
    expect(() => importForeignTrace(bytes, 'x', { ...hints, ...more })).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/bad-trace|unknown-mask/) }),
    );
  });

  it('never fails in another way', () => {
    const run = (bytes: Uint8Array) => {
      try {
        importForeignTrace(bytes, 'x', hints);
      } catch (thrown) {
        expect(thrown).toMatchObject({ code: expect.stringMatching(/bad-trace|unknown-mask/) });
      }
    };
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => run(noise)));
    // One byte of a good file changed, or the file cut.
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), (at, byte) => {
        run(Uint8Array.from(good, (old, index) => (index === at ? byte : old)));
        run(good.subarray(0, at));
      }),
    );
    fc.assert(fc.property(fc.json(), (json) => run(bytesOf(json))));
  });
});

describe('properties', () => {
  it('gives back any history of canvases', () => {
    const row = fc.array(fc.constantFrom(3, 7, 8), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 6 }), (rows) => {
        const all = [[3, 3, 3, 3], ...rows];
        const { trace } = fromJson(
          all.map((canvas) => [1, ...canvas]),
          { maskId: 3, promptLength: 1, firstCanvas: 'start' },
        );
        // What was never masked at the end cannot be, as all of the first canvas is.
        expect(canvases(trace)).toEqual(all);
        expect(parseTrace(traceToJson(trace))).toEqual(trace);
      }),
    );
  });
});

describe('looksForeign', () => {
  it('tells histories from traces', () => {
    expect(looksForeign(npyOf([1], '(1, 1)'))).toBe(true);
    expect(looksForeign(bytesOf('\ufeff [[1, 2]]'))).toBe(true);
    expect(looksForeign(bytesOf('{ "histories": [] }'))).toBe(true);
    expect(looksForeign(bytesOf('1, *a&'))).toBe(true);
    expect(looksForeign(bytesOf(traceToJson(traceOf(1, []))))).toBe(false);
    expect(looksForeign(bytesOf(''))).toBe(false);
  });
});
