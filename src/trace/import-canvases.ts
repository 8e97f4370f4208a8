/** Lists of canvases from foreign files: what they hold, before it is known which token is the mask. */
import { LIMITS } from '../decode/request.ts';
import { DiffuscopeError } from '../model/error.ts';
import type { NpyArray } from './import-npy.ts';

/** Token ids after every step, prompt included. */
export interface CanvasList {
  /** Rows of one sequence, none empty; never shorter than the row before. */
  readonly canvases: readonly Int32Array[];
  /** Sequences in the file, of which this is one. */
  readonly batch: number;
}

/** Vocabularies end well below 2²⁴. */
const LARGEST_ID = 2 ** 24 - 1;
/** Prompt and canvas together. */
const LONGEST_ROW = 8 * LIMITS.canvasLength;

export function notAHistory(what: string): DiffuscopeError {
  return new DiffuscopeError(
    'bad-trace',
    `The file is not a history of canvases: ${what}.`,
    'Save the token ids of every step as a list of canvases, [steps][positions] or [steps][batch][positions].',
  );
}

/** [K, N] or [K, B, N]. @param row which of the B sequences. @throws DiffuscopeError `bad-trace` */
export function canvasesFromArray({ shape, values }: NpyArray, row: number): CanvasList {
  const [steps = 0, batch = 0, length = 0] = shape.length === 2 ? [shape[0], 1, shape[1]] : shape;
  if (shape.length !== 2 && shape.length !== 3)
    throw notAHistory(`it has ${shape.length} dimensions instead of 2 or 3`);
  checkExtent(steps, batch, row);
  return {
    batch,
    canvases: Array.from({ length: steps }, (_, step) => {
      const start = (step * batch + row) * length;
      return readRow(values.subarray(start, start + length), step);
    }),
  };
}

/**
 * `[[id, …], …]`, `[[[id, …], …], …]`, or an object with such a list as `histories` (dllm) or `history` (Dream) and
 * perhaps the result as `sequences`. @throws DiffuscopeError `bad-trace`
 */
export function canvasesFromJson(json: unknown, row: number): CanvasList {
  const { list, result } = Array.isArray(json) ? { list: json, result: undefined } : openObject(json);
  if (!Array.isArray(list)) throw notAHistory('the history is not a list');
  const nested = Array.isArray(list[0]) && Array.isArray(list[0][0]);
  const batch = nested ? (list[0] as unknown[]).length : 1;
  checkExtent(list.length, batch, row);
  const pick = (entry: unknown, step: number): Int32Array => {
    if (nested && (!Array.isArray(entry) || entry.length !== batch)) {
      throw notAHistory(`canvas ${step} does not hold ${batch} sequences like the first`);
    }
    return readRow(nested ? (entry as unknown[])[row] : entry, step);
  };
  const canvases = list.map(pick);
  canvases.forEach((canvas, step) => {
    if (step > 0 && canvas.length < canvases[step - 1]!.length)
      throw notAHistory(`canvas ${step} is shorter than before`);
  });
  const last = canvases.at(-1)!;
  if (result !== undefined) {
    const final = pick(
      nested || !Array.isArray(result) || !Array.isArray(result[0]) ? result : result[0],
      list.length - 1,
    );
    if (final.length !== last.length || final.some((id, position) => id !== last[position])) {
      throw notAHistory('its sequences differ from the last canvas');
    }
  }
  return { canvases, batch };
}

function openObject(json: unknown): { readonly list: unknown; readonly result: unknown } {
  if (typeof json !== 'object' || json === null) throw notAHistory('it holds no list');
  const { histories, history, sequences, ...rest } = json as Record<string, unknown>;
  const unknown = Object.keys(rest)[0];
  if (unknown !== undefined) throw notAHistory(`it has an unknown field ${JSON.stringify(unknown.slice(0, 40))}`);
  if (histories !== undefined && history !== undefined) throw notAHistory('it has two histories');
  return { list: histories ?? history, result: sequences };
}

function checkExtent(steps: number, batch: number, row: number): void {
  if (steps < 1) throw notAHistory('it has no canvas');
  // One more than there may be steps: the canvas before the first.
  if (steps > LIMITS.steps + 1) throw notAHistory(`it has ${steps} canvases, more than ${LIMITS.steps + 1}`);
  if (batch < 1) throw notAHistory('it has no sequence');
  if (row >= batch) throw notAHistory(`it has ${batch} sequences, so none of number ${row + 1}`);
}

function readRow(row: unknown, step: number): Int32Array {
  const source = row instanceof Int32Array || Array.isArray(row) ? (row as ArrayLike<unknown>) : null;
  if (source === null) throw notAHistory(`canvas ${step} is not a list of token ids`);
  if (source.length < 1 || source.length > LONGEST_ROW) {
    throw notAHistory(`canvas ${step} has ${source.length} positions; it may have 1 to ${LONGEST_ROW}`);
  }
  return Int32Array.from({ length: source.length }, (_, position) => {
    const id = source[position];
    if (typeof id !== 'number' || !Number.isInteger(id) || id < 0 || id > LARGEST_ID) {
      throw notAHistory(`position ${position} of canvas ${step} is not a token id`);
    }
    return id;
  });
}
