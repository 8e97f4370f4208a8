/** What each rule would commit on the evidence of one step: a strip of canvas positions a rule, what was done on top. */
import type { Words } from '../words/words.ts';
import { BOTTOM_AXIS_HEIGHT } from './axis.ts';
import { positionAxis, positionScale } from './position-axis.ts';
import type { Mark, Scene } from './scene.ts';
import { cutText, TEXT_SIZE, textWidth } from './text-layout.ts';

/** One rule; positions ascending. */
interface RuleStrip {
  readonly label: string;
  readonly commits: readonly number[];
  readonly overwrites: readonly number[];
  readonly remasks: readonly number[];
  /** Whether it equals what was done. */
  readonly same: boolean;
}

interface RuleStrips {
  /** L positions on the axis. */
  readonly length: number;
  /** Positions masked before the step. */
  readonly masked: readonly number[];
  readonly done: RuleStrip;
  readonly others: readonly RuleStrip[];
}

const ROW = 19;
/** Room between what was done and what others would do. */
const BREAK = 8;
const HEADER = 6;
/** Room for the notes at the right; below this width of the chart there are none. */
const NOTES = 112;
const NOTES_FROM = 520;
const REMASK = '#d1495b';

/** Height in pixels of the chart of so many rules beside the run's own. */
export function ruleStripsHeight(others: number): number {
  return HEADER + ROW * (1 + others) + BREAK + BOTTOM_AXIS_HEIGHT;
}

/** Where the strips are: labels take what the longest needs, at most 38 % of the width. */
export function ruleStripsLayout(strips: RuleStrips, width: number) {
  const longest = Math.max(...[strips.done, ...strips.others].map(({ label }) => textWidth(label, TEXT_SIZE)));
  const left = Math.ceil(Math.min(longest + 12, width * 0.38));
  const right = width - (width < NOTES_FROM ? 12 : NOTES);
  return { left, right, positions: positionScale(strips.length, left, right) };
}

/** @param width pixels, ≥ 300. @param hovered position with a line over all rows. */
export function ruleStrips(strips: RuleStrips, width: number, t: Words, hovered: number | null = null): Scene {
  const { length, masked, done, others } = strips;
  const height = ruleStripsHeight(others.length);
  const notes = width >= NOTES_FROM;
  const { left, right, positions: scale } = ruleStripsLayout(strips, width);
  const plot = { left, right, top: HEADER, bottom: height - BOTTOM_AXIS_HEIGHT };
  /** Cells of some positions between two heights, in one path. */
  const cells = (positions: readonly number[], top: number, bottom: number, inset = 0): string => {
    const gap = scale.cell > 4 ? 0.5 + inset : inset;
    return positions
      .map((position) => {
        const [from, to] = [scale.start(position) + gap, scale.start(position + 1) - gap];
        return `M${from.toFixed(2)},${top}H${Math.max(to, from + 1).toFixed(2)}V${bottom}H${from.toFixed(2)}z`;
      })
      .join('');
  };
  const row = (strip: RuleStrip, top: number, own: boolean): Mark[] => {
    const [from, to] = [top + 3, top + ROW - 3];
    const middle = top + ROW / 2 + TEXT_SIZE * 0.35;
    const commit = own ? 'ink' : strip.same ? 'muted' : 'accent';
    const written: Mark[] = [
      { kind: 'path', d: cells(masked, from, to), fill: 'grid' },
      { kind: 'path', d: cells(strip.commits, from, to), fill: commit },
      { kind: 'path', d: cells(strip.overwrites, from, to), fill: commit },
      { kind: 'path', d: cells(strip.overwrites, from + 4, to - 4, 1), fill: 'surface' },
      { kind: 'path', d: cells(strip.remasks, from, to), fill: REMASK },
      { kind: 'path', d: cells(strip.remasks, from + 2, to - 2, 1.5), fill: 'surface' },
    ];
    const text = { y: middle, size: TEXT_SIZE } as const;
    return [
      {
        kind: 'text',
        x: plot.left - 8,
        text: cutText(strip.label, left - 10, TEXT_SIZE),
        fill: own || !strip.same ? 'ink' : 'muted',
        anchor: 'end',
        ...text,
        ...(own && { weight: 650 }),
      },
      ...written.filter((mark) => mark.kind !== 'path' || mark.d !== ''),
      ...(notes
        ? [{ kind: 'text' as const, x: plot.right + 8, text: noteOf(strip, own, t), fill: 'muted' as const, ...text }]
        : []),
    ];
  };
  const first = HEADER + ROW + BREAK;
  const bands = cells([...done.commits, ...done.overwrites], plot.top, plot.bottom);
  const marks: Mark[] = [
    ...(bands === '' ? [] : [{ kind: 'path' as const, d: bands, fill: 'ink' as const, opacity: 0.07 }]),
    ...positionAxis(plot, length, t('position (tokens after the prompt)')),
    ...row(done, HEADER, true),
    ...others.flatMap((strip, index) => row(strip, first + index * ROW, false)),
  ];
  if (hovered !== null && hovered < length) {
    const x = scale.centre(hovered);
    marks.push({ kind: 'line', x1: x, y1: plot.top, x2: x, y2: plot.bottom, stroke: 'accent', width: 1.5 });
  }
  return { width, height, title: t('Same logits, different rule'), description: summary(strips, t), marks };
}

function noteOf({ commits, overwrites, remasks, same }: RuleStrip, own: boolean, t: Words): string {
  if (same && !own) return t('the same');
  const counts = [`+${commits.length}`];
  if (overwrites.length > 0) counts.push(`↻${overwrites.length}`);
  if (remasks.length > 0) counts.push(`−${remasks.length}`);
  return own ? t('{{counts}} done', { counts: counts.join(' ') }) : counts.join(' ');
}

function summary({ done, others }: RuleStrips, t: Words): string {
  const list = (positions: readonly number[]): string => (positions.length === 0 ? '–' : positions.join(', '));
  const rows = others.map(({ label, commits, same }) => `${label}: ${same ? t('the same') : list(commits)}`);
  return `${t('Done by {{label}}: positions {{positions}}.', { label: done.label, positions: list(done.commits) })} ${rows.join('; ')}.`;
}
