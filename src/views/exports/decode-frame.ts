/** One frame of a film: the token canvas after so many steps under a thin header, as a scene. Pure; nothing moves but the tokens. */
import { legend, readableInk } from '../../charts/colour.ts';
import { entropyScale } from '../../charts/heat-map-cells.ts';
import type { Mark, Paint, Scene } from '../../charts/scene.ts';
import { textWidth } from '../../charts/text-layout.ts';
import { stepExtent } from '../../state/revisions.ts';
import { type Slot, slotsAt } from '../../state/slots.ts';
import { oneLine, pieceOf, type Segment, textLayout, tokenKind } from '../../state/token-text.ts';
import type { DecodeTrace } from '../../trace/types.ts';
import type { Words } from '../../words/words.ts';
import { tokenColour } from '../canvas/token-colour.ts';

export type FilmColour = 'order' | 'confidence' | 'entropy';

/** Positions of the longest canvas that a frame holds legibly. */
export const MAX_FILM_POSITIONS = 512;

interface DecodeFrames {
  /** @param cursor steps shown. */
  scene(cursor: number): Scene;
}

/** Width of a character of the mono face at `SIZE`, and what stands around the tokens. */
const SIZE = 14;
const CHARACTER = 8.4;
const LINE = 24;
const MARGIN = 16;
const HEADER = 62;
/** Columns that a line has before it goes on in the next. */
const MAX_COLUMNS = 96;
const MIN_COLUMNS = 56;
/** More lines than this become a grid with cells of equal width. */
const MAX_LINES = 44;
const GRID = { columns: 6, perRow: 16 } as const;

interface Cell extends Segment {
  readonly line: number;
  readonly column: number;
}

export function decodeFrames(trace: DecodeTrace, colour: FilmColour, t: Words): DecodeFrames {
  const cells = cellsOf(trace);
  const columns = Math.max(MIN_COLUMNS, ...cells.map((cell) => cell.column + cell.columns));
  const lines = 1 + Math.max(0, ...cells.map(({ line }) => line));
  const width = Math.ceil(columns * CHARACTER) + 2 * MARGIN;
  const height = HEADER + lines * LINE + MARGIN;
  const scale = { entropy: entropyScale(trace), steps: stepExtent(trace), revisions: 1 };
  const still = [...titleMarks(trace, width), ...legendMarks(colour, scale, width, t)];
  return {
    scene: (cursor) => {
      const slots = slotsAt(trace, cursor);
      const step = t('step {{step}} of {{steps}}', { step: cursor, steps: trace.steps.length });
      const { request, promptText } = trace;
      const done = (cursor / Math.max(1, trace.steps.length)) * (width - 2 * MARGIN);
      return {
        width,
        height,
        title: promptText,
        description: step,
        marks: [
          ...still,
          text(MARGIN, 42, `${request.strategy} · ${step}`, 'muted', 12),
          { kind: 'rect', x: MARGIN, y: 52, width: width - 2 * MARGIN, height: 2, fill: 'grid' },
          { kind: 'rect', x: MARGIN, y: 52, width: done, height: 2, fill: 'accent' },
          ...cells.flatMap((cell) => {
            const slot = slots[cell.position]!;
            return cellMarks(trace, cell, slot, tokenColour(trace, slot, cursor, colour, scale));
          }),
        ],
      };
    },
  };
}

function cellsOf(trace: DecodeTrace): Cell[] {
  const { lines, tail } = textLayout(trace);
  const last = tail.map((position): Segment => ({ position, part: 0, text: '', columns: 1 }));
  const cells: Cell[] = [];
  let line = -1;
  for (const segments of last.length > 0 ? [...lines, last] : lines) {
    line++;
    let column = 0;
    for (const segment of segments) {
      const columns = Math.min(segment.columns, MAX_COLUMNS);
      if (column > 0 && column + columns > MAX_COLUMNS) {
        line++;
        column = 0;
      }
      cells.push({ ...segment, columns, line, column });
      column += columns;
    }
  }
  return line < MAX_LINES ? cells : gridOf(trace);
}

function gridOf(trace: DecodeTrace): Cell[] {
  return Array.from(trace.final, (tokenId, position): Cell => {
    const shown = tokenKind(trace, tokenId) === 'text' ? oneLine(pieceOf(trace, tokenId)) : '';
    const place = { line: Math.floor(position / GRID.perRow), column: (position % GRID.perRow) * GRID.columns };
    return { position, part: 0, text: shown, columns: GRID.columns, ...place };
  });
}

function cellMarks(trace: DecodeTrace, cell: Cell, slot: Slot, colour: `#${string}` | null): Mark[] {
  if (!slot.exists) return [];
  const { line, column, columns, part } = cell;
  const [x, y] = [MARGIN + column * CHARACTER, HEADER + line * LINE];
  const box = { x: x + 0.5, y: y + 1.5, width: columns * CHARACTER - 1, height: LINE - 3 };
  const baseline = y + 17;
  const { tokenId } = slot;
  if (slot.masked) {
    const { x: left, y: top } = box;
    const d = `M${left},${top}H${left + box.width}V${top + box.height}H${left}Z`;
    const guess =
      part > 0 || tokenId === null || tokenKind(trace, tokenId) !== 'text' ? '' : oneLine(pieceOf(trace, tokenId));
    return [{ kind: 'path', d, stroke: 'grid', width: 1 }, ...mono(x, baseline, guess, columns, 'muted')];
  }
  const fresh: Mark[] =
    slot.change === null ? [] : [{ kind: 'rect', ...box, y: box.y + box.height - 2, height: 2, fill: 'ink' }];
  const held =
    tokenId === null ? '' : tokenId === trace.final[cell.position] ? cell.text : oneLine(pieceOf(trace, tokenId));
  return [
    { kind: 'rect', ...box, fill: colour ?? 'grid' },
    ...mono(
      x,
      baseline,
      part > 0 && tokenId !== trace.final[cell.position] ? '' : held,
      columns,
      colour === null ? 'ink' : readableInk(colour),
    ),
    ...fresh,
  ];
}

/** SVG drops a space at the start of a text. */
const NO_BREAK_SPACE = '\u00a0';

/** As much of a text as its cell holds. */
function mono(x: number, y: number, whole: string, columns: number, fill: Paint): Mark[] {
  const shown = cut(whole, columns);
  return shown.trim() === ''
    ? []
    : [{ kind: 'text', x, y, text: shown.replaceAll(' ', NO_BREAK_SPACE), fill, size: SIZE, face: 'mono' }];
}

function cut(whole: string, columns: number): string {
  let shown = '';
  let used = 0;
  for (const character of whole) {
    used += character.codePointAt(0)! > 0x2e7f ? 2 : 1;
    if (used > columns) break;
    shown += character;
  }
  return shown;
}

function titleMarks({ promptText }: DecodeTrace, width: number): Mark[] {
  const line = promptText.replace(/\s+/g, ' ').trim();
  let shown = line;
  while (textWidth(shown, 13) > width - 2 * MARGIN) shown = `${shown.slice(0, -2).trimEnd()}…`;
  return [{ ...text(MARGIN, 22, shown, 'ink', 13), weight: 600 }];
}

function legendMarks(
  colour: FilmColour,
  scale: { readonly entropy: number; readonly steps: number },
  width: number,
  t: Words,
): Mark[] {
  const [name, least, most] = {
    order: [t('Order'), t('step {{step}}', { step: 1 }), t('step {{step}}', { step: scale.steps })],
    confidence: [t('Confidence'), '0', '1'],
    entropy: [t('Entropy'), '0', t('{{value}} nats', { value: scale.entropy })],
  }[colour] as [string, string, string];
  const stops = legend(colour);
  const [ramp, right] = [90, width - MARGIN];
  const start = right - textWidth(most, 12) - 6 - ramp;
  return [
    { ...text(right, 42, most, 'muted', 12), anchor: 'end' },
    ...stops.map(({ colour: fill }, index): Mark => {
      return {
        kind: 'rect',
        x: start + (index * ramp) / stops.length,
        y: 34,
        width: ramp / stops.length,
        height: 8,
        fill,
      };
    }),
    { ...text(start - 6, 42, `${name}  ${least}`, 'muted', 12), anchor: 'end' },
  ];
}

function text(x: number, y: number, words: string, fill: Paint, size: number): Extract<Mark, { kind: 'text' }> {
  return { kind: 'text', x, y, text: words, fill, size };
}
