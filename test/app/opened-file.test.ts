import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type KnownModel, withPieces } from '../../src/app/known-model.ts';
import { openTraceFile } from '../../src/app/opened-file.ts';
import { guessedChoices } from '../../src/state/import-slice.ts';
import { traceToJson } from '../../src/trace/json.ts';
import { pieces, stubTrace } from '../state/stub-decode.ts';

const stub: KnownModel = { label: 'Stub', tokens: { mask: 2, pad: 1, eos: [0] }, vocabularySize: 10 };
const fileOf = (value: unknown) => new File([JSON.stringify(value)], 'run.json', { lastModified: 86_400_000 });
const piece = (id: number): string => pieces[id]!;

describe('openTraceFile', () => {
  it('reads our own traces without a note', async () => {
    const trace = await stubTrace();
    const opened = await openTraceFile(new Blob([traceToJson(trace)]), stub);
    expect(opened.notes).toEqual([]);
    expect(opened.trace.steps).toEqual(trace.steps);
  });

  it('reads NumPy, and leaves a history of another model alone', async () => {
    const bytes = readFileSync(new URL('../trace/fixtures/history.npy', import.meta.url));
    const { trace, notes } = await openTraceFile(new File([bytes], 'history.npy'), stub);
    expect(trace.model).toMatchObject({ id: 'imported', label: 'history.npy' });
    expect(trace.request.strategy).toBe('unknown');
    expect(notes.join(' ')).not.toContain('Stub');
    expect(withPieces(trace, stub, piece)).toBe(trace);
  });

  it('takes ends of text from a model that fits, and the date from the file', async () => {
    const { trace, notes } = await openTraceFile(
      fileOf([
        [9, 2, 2],
        [9, 2, 1],
        [9, 3, 1],
      ]),
      stub,
    );
    expect(trace.model.tokens).toEqual(stub.tokens);
    expect(trace.createdAt).toBe('1970-01-02T00:00:00.000Z');
    expect(notes.join(' ')).toContain('those of Stub');
    expect(withPieces(trace, stub, piece).pieces.get(3)).toBe('def');
  });

  it('asks the model for the mask where the history does not show it', async () => {
    // After the first step; position 1 then changes from 2, and position 2 from 5: either could be the mask.
    const revising = fileOf([
      [9, 2, 5],
      [9, 3, 4],
    ]);
    await expect(openTraceFile(revising, null)).rejects.toMatchObject({ code: 'unknown-mask' });
    const { trace } = await openTraceFile(revising, stub);
    expect(trace.request.maskId).toBe(2);
  });

  it('believes what the reader tells of it', async () => {
    const revising = fileOf([
      [
        [9, 2, 5],
        [8, 2, 5],
      ],
      [
        [9, 3, 4],
        [8, 2, 4],
      ],
    ]);
    const choices = { ...guessedChoices, maskId: 5, promptLength: 2, row: 1, texts: 'none' } as const;
    const { trace, sequences } = await openTraceFile(revising, stub, choices);
    expect(sequences).toBe(2);
    expect([...trace.request.prompt]).toEqual([8, 2]);
    expect(trace.request).toMatchObject({ maskId: 5, canvasLength: 1 });
    expect(trace.model.tokens).not.toMatchObject(stub.tokens);
    expect(withPieces(trace, stub, piece, 'none')).toBe(trace);
    const asModel = await openTraceFile(revising, stub, { ...choices, texts: 'model' });
    expect(asModel.trace.model.tokens).toEqual({ ...stub.tokens, mask: 5 });
    expect(withPieces(asModel.trace, stub, piece, 'model').pieces.get(4)).toBe(' f');
  });

  it('believes what the reader tells of the sampler and of the ends of text', async () => {
    const file = fileOf([
      [9, 2, 2],
      [9, 3, 2],
      [9, 3, 4],
    ]);
    const told = { firstCanvas: 'start', strategy: 'random', ends: { pad: 4, eos: [3, 4] } } as const;
    for (const texts of ['none', 'model'] as const) {
      const { trace, notes } = await openTraceFile(file, stub, { ...guessedChoices, ...told, texts });
      expect(trace.request.strategy).toBe('random');
      expect(trace.model.tokens).toEqual({ mask: 2, pad: 4, eos: [3, 4] });
      expect(trace.steps).toHaveLength(2);
      expect(notes.join(' ')).not.toContain('The first canvas');
    }
  });

  it('keeps the first reason where the model does not help', async () => {
    await expect(
      openTraceFile(
        fileOf([
          [9, 7, 5],
          [9, 3, 4],
        ]),
        stub,
      ),
    ).rejects.toMatchObject({
      message: 'The history does not show which token is the mask.',
    });
  });
});
