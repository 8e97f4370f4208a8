/**
 * Opens histories that other programs saved: dllm's `histories` and Dream's `history` as .npy or .json, and LLaDA's step
 * dump. They hold canvases only; what else a trace needs is guessed, asked of the caller, or marked as unknown.
 *
 * Sources: dllm `core/samplers/*.py` (a canvas before the first step and after each), Dream `generation_utils.py:_sample`
 * (after each step only), LLaDA `visualization/generate.py`.
 */
import { findStrategy } from '../decode/strategies/registry.ts';
import { DiffuscopeError } from '../model/error.ts';
import { type CanvasList, canvasesFromArray, canvasesFromJson, notAHistory } from './import-canvases.ts';
import { type HistoryFacts, traceFromCanvases, UNKNOWN_STRATEGY } from './import-history.ts';
import { isTextDump, readTextDump } from './import-llada-text.ts';
import { isNpy, readNpy } from './import-npy.ts';
import { utf8Text } from './import-text.ts';
import { checkTraceSize } from './json.ts';
import type { DecodeTrace, TraceModel } from './types.ts';

/** What the user may know and the file does not say. */
export interface ImportHints {
  /** ISO 8601, UTC: the file's date. */
  readonly createdAt: string;
  /** Of Diffuscope. */
  readonly version: string;
  /** Default: the token that all first changes replace, or that of a known family. */
  readonly maskId?: number;
  /** P. Default: up to the first position that is ever masked. */
  readonly promptLength?: number;
  /** Default: `start` if the first canvas holds no token behind the prompt. */
  readonly firstCanvas?: HistoryFacts['firstCanvas'];
  /** Which sequence of a batch, 0-based. Default 0. */
  readonly row?: number;
  /** Default: one more than the largest id that occurs. */
  readonly vocabularySize?: number;
  /** Default: those of a known family, else none. */
  readonly tokens?: { readonly pad: number; readonly eos: readonly number[] };
  /** Registered id; default `unknown`. */
  readonly strategy?: string;
  /** Text of a token id; default `⟨id⟩`. */
  readonly piece?: (id: number) => string;
}

export interface ForeignTrace {
  readonly trace: DecodeTrace;
  /** What was guessed or is not in the file: sentences to show beside the trace. */
  readonly notes: readonly string[];
  /** In the file, of which the trace is one; absent for our own traces. */
  readonly sequences?: number;
}

/** Ends of text by mask id: Dream and DiffuCoder, LLaDA, Qwen models adapted by dllm. */
const FAMILIES = new Map([
  [151666, { pad: 151643, eos: [151643, 151645] }],
  [126336, { pad: 126081, eos: [126081, 126348] }],
  [151665, { pad: 151643, eos: [151643, 151645] }],
]);

/** Whether the file is for `importForeignTrace` rather than for `parseTrace`. */
export function looksForeign(bytes: Uint8Array): boolean {
  const head = String.fromCharCode(...bytes.subarray(0, 256))
    .replace(/^ï»¿/, '')
    .trimStart();
  return (
    isNpy(bytes) || head.startsWith('[') || /^\{\s*"(histor(y|ies)|sequences)"/.test(head) || /^\d+, ?\*/.test(head)
  );
}

/**
 * @param name of the file, for the label.
 * @throws DiffuscopeError `bad-trace`; `unknown-mask` where the mask cannot be told without a hint; `bad-settings` for a
 * strategy that is none.
 */
export function importForeignTrace(bytes: Uint8Array, name: string, hints: ImportHints): ForeignTrace {
  checkTraceSize(bytes.length);
  if (isNpy(bytes)) return fromCanvases(canvasesFromArray(readNpy(bytes), hints.row ?? 0), name, hints);
  const text = utf8Text(bytes);
  if (text === null) throw notAHistory('it is neither NumPy nor text');
  if (isTextDump(text)) return fromTextDump(text, name, hints);
  return fromCanvases(canvasesFromJson(parseJson(text), hints.row ?? 0), name, hints);
}

const NO_EVIDENCE =
  'The file holds canvases only: no settings, confidence, entropy or ties. The order inside a step is not known and shown left to right.';

function fromCanvases({ canvases, batch }: CanvasList, name: string, hints: ImportHints): ForeignTrace {
  const maskId = hints.maskId ?? guessMask(canvases);
  const first = canvases[0]!;
  const masked = first.map((_, position) => Number(canvases.some((canvas) => canvas[position] === maskId)));
  const promptLength = hints.promptLength ?? (masked.includes(1) ? masked.indexOf(1) : first.length);
  const behind = first.subarray(promptLength);
  const last = masked.lastIndexOf(1) + 1;
  // dllm fills the rest of a shorter sequence of a batch with eos: nothing was decoded there.
  const filled =
    hints.firstCanvas !== 'after-first-step' && behind.subarray(0, last - promptLength).every((id) => id === maskId);
  const firstCanvas = hints.firstCanvas ?? (filled ? 'start' : 'after-first-step');
  const kept = filled && last < first.length ? canvases.map((canvas) => canvas.subarray(0, last)) : canvases;
  const tokens = hints.tokens ?? FAMILIES.get(maskId) ?? { pad: maskId, eos: [] };
  const largest = Math.max(maskId, tokens.pad, ...tokens.eos, ...canvases.map((canvas) => canvas.reduce(greater)));
  const trace = traceFromCanvases(kept, {
    ...factsOf(name, hints, { mask: maskId, ...tokens }, Math.max(hints.vocabularySize ?? 0, largest + 1)),
    promptLength,
    firstCanvas,
    piece: hints.piece ?? ((id) => `⟨${id}⟩`),
  });
  const notes = [NO_EVIDENCE];
  if (hints.maskId === undefined) notes.push(`Token ${maskId} was taken for the mask.`);
  if (hints.promptLength === undefined)
    notes.push(`The first ${promptLength} tokens were never masked: they were taken for the prompt.`);
  if (hints.firstCanvas === undefined) {
    notes.push(
      firstCanvas === 'start'
        ? 'The first canvas holds no token behind the prompt: it was taken for the start.'
        : 'The first canvas holds tokens behind the prompt: they were taken for those of the first step.',
    );
  }
  if (kept !== canvases) notes.push(`${first.length - last} positions at the end were never masked and are left out.`);
  if (batch > 1) notes.push(`The file holds ${batch} sequences; this is number ${(hints.row ?? 0) + 1}.`);
  return { trace, notes, sequences: batch };
}

const greater = (a: number, b: number): number => Math.max(a, b);

/** The token that every position held before its first change; without a change, that of a known family. */
function guessMask(canvases: readonly Int32Array[]): number {
  const first = canvases[0]!;
  const replaced = new Set<number>();
  for (const [position, id] of first.entries()) {
    if (canvases.some((canvas) => canvas[position] !== id)) replaced.add(id);
  }
  const known = [...FAMILIES.keys()];
  const guess = replaced.size === 1 ? [...replaced][0] : known.find((id) => first.includes(id));
  if (guess !== undefined) return guess;
  throw new DiffuscopeError(
    'unknown-mask',
    'The history does not show which token is the mask.',
    'Give the id of the mask token.',
  );
}

function fromTextDump(text: string, name: string, hints: ImportHints): ForeignTrace {
  const { canvases, texts, firstStep } = readTextDump(text);
  const trace = traceFromCanvases(canvases, {
    ...factsOf(name, hints, { mask: 0, pad: 0, eos: [] }, texts.length),
    promptLength: 0,
    firstCanvas: firstStep === 0 ? 'start' : 'after-first-step',
    piece: (id) => texts[id]!,
  });
  const notes = [
    NO_EVIDENCE,
    'The file holds texts, not token ids, and no prompt; equal texts share a number.',
    'Ends of text stand as blanks there, so that the tail cannot be trimmed.',
  ];
  if (firstStep > 1) notes.push(`Steps before ${firstStep} are not in the file; their tokens are counted as one step.`);
  return { trace, notes, sequences: 1 };
}

function factsOf(
  name: string,
  hints: ImportHints,
  tokens: TraceModel['tokens'],
  vocabularySize: number,
): Pick<HistoryFacts, 'maskId' | 'model' | 'strategy' | 'runtime' | 'createdAt'> {
  if (hints.strategy !== undefined) findStrategy(hints.strategy);
  return {
    maskId: tokens.mask,
    model: { id: 'imported', label: name, quantisation: 'unknown', sha256: '0'.repeat(64), tokens, vocabularySize },
    strategy: hints.strategy ?? UNKNOWN_STRATEGY,
    runtime: { provider: 'other', detail: `imported from ${name}`, version: hints.version },
    createdAt: hints.createdAt,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notAHistory('it is neither NumPy, nor JSON, nor a step dump of LLaDA');
  }
}
