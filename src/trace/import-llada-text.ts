/**
 * The step dump of LLaDA's `visualization/generate.py` (`sample_process.txt`): a line `step, *text&*text&…` per step
 * with the decoded text of every position. Line breaks and end tokens stand as spaces there, so that the ends of a text
 * cannot be told from blanks; ids are not in the file, and get numbers in the order of appearance.
 */
import { LIMITS } from '../decode/request.ts';
import { DiffuscopeError } from '../model/error.ts';

export interface TextDump {
  /** [K][L] ids of `texts`. */
  readonly canvases: readonly Int32Array[];
  /** Text of every id; 0 is the mask. */
  readonly texts: readonly string[];
  /** Number of the first step; 0 = the canvas before the first. */
  readonly firstStep: number;
}

const MASK_TEXT = '<|mdm_mask|>';
const LINE = /^(\d{1,6}), ?\*(.*)&$/s;

export const isTextDump = (text: string): boolean => LINE.test(text.trimStart().split(/\r?\n/, 1)[0]!.trimEnd());

/** @throws DiffuscopeError `bad-trace` */
export function readTextDump(text: string): TextDump {
  const ids = new Map([[MASK_TEXT, 0]]);
  const canvases: Int32Array[] = [];
  let firstStep = 0;
  let previous = -1;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    const [, number, body] = LINE.exec(line.trim()) ?? [];
    if (number === undefined || body === undefined) throw unreadable(index, 'it is not "step, *text&*text&…"');
    const step = Number(number);
    if (canvases.length === 0) firstStep = step;
    else if (step <= previous) throw unreadable(index, `step ${step} follows step ${previous}: another run begins`);
    else if (step !== previous + 1) throw unreadable(index, `step ${step} follows step ${previous}: one is missing`);
    previous = step;
    const tokens = body.split('&*');
    if (tokens.length > LIMITS.canvasLength || canvases.length > LIMITS.steps)
      throw unreadable(index, 'it is too long');
    const first = canvases[0]?.length ?? tokens.length;
    if (tokens.length !== first) throw unreadable(index, `it has ${tokens.length} texts instead of ${first}`);
    for (const token of tokens) if (!ids.has(token)) ids.set(token, ids.size);
    canvases.push(Int32Array.from(tokens, (token) => ids.get(token)!));
  }
  if (canvases.length === 0) throw unreadable(0, 'the file is empty');
  return { canvases, texts: [...ids.keys()], firstStep };
}

function unreadable(line: number, why: string): DiffuscopeError {
  return new DiffuscopeError(
    'bad-trace',
    `The step dump cannot be read, line ${line + 1}: ${why}.`,
    'Choose a file of LLaDA’s visualization/generate.py that holds one run.',
  );
}
