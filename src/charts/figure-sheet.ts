/**
 * A figure for a paper: AR-ness and the entropy sink of one or several decodes, at the width of a column. Source: the
 * layout of arXiv 2506.20639, figs. 3 to 5.
 */
import { type ArNess, type ArNessConvention, arNess, conventionTerms } from '../metrics/ar-ness.ts';
import { entropySink } from '../metrics/entropy-sink.ts';
import type { DecodeTrace } from '../trace/types.ts';
import type { Words } from '../words/words.ts';
import { cellTicks } from './axis.ts';
import { figurePanel, PANEL_MARGIN, panelTitle, runStroke } from './figure-panel.ts';
import { heatMapScene } from './heat-map.ts';
import type { HeatMapMode } from './heat-map-cells.ts';
import { positionScale } from './position-axis.ts';
import type { Mark, Scene } from './scene.ts';
import { type Box, cutText, LINE_HEIGHT, TEXT_SIZE, textWidth, wrapText } from './text-layout.ts';

/** Width in print, inches: one column of ICML, both of them. */
export const COLUMN_INCHES = { single: 3.25, double: 6.75 } as const;
export type FigureColumns = keyof typeof COLUMN_INCHES;

export const figurePanels = ['local', 'global', 'sink', 'heat'] as const;
export type FigurePanelId = (typeof figurePanels)[number];

export interface LabelledTrace {
  readonly label: string;
  readonly trace: DecodeTrace;
}

export interface FigureOptions {
  readonly columns: FigureColumns;
  readonly panels: readonly FigurePanelId[];
  readonly convention: ArNessConvention;
  readonly heat: HeatMapMode;
  /** Whether the caption stands under the panels; it is the description of the figure in any case. */
  readonly caption: boolean;
}

/** Pixels of the scene per inch in print: text of 12 pixels is 8 points. */
const PIXELS_PER_INCH = 108;
const GAP = 8;
const CURVES_HEIGHT = { single: 168, double: 190 } as const;
/** Width that a heat map's own legend takes beside its title. */
const HEAT_LEGEND = 208;
const HEAT_HEIGHT = { single: 200, double: 220 } as const;

/**
 * @param runs 1 to 4 decodes, overlaid in the curves; each has its own heat map. Without steps the axes stand alone.
 */
export function figureSheet(runs: readonly LabelledTrace[], options: FigureOptions, t: Words): Scene {
  const { columns, panels } = options;
  const width = COLUMN_INCHES[columns] * PIXELS_PER_INCH;
  const letters = panelLetters(runs, panels);
  const marks: Mark[] = [];
  let bottom = 0;
  if (runs.length > 1) {
    const key = legend(runs, width);
    marks.push(...key.marks);
    bottom = key.height;
  }
  for (const row of rowsOf(panels, columns)) {
    const weights = row.map((panel) => (panel === 'global' ? 1 : panel === 'local' ? 1.35 : 2));
    const whole = weights.reduce((sum, weight) => sum + weight, 0);
    let left = 0;
    row.forEach((panel, index) => {
      const right = left + ((width - GAP * (row.length - 1)) * weights[index]!) / whole;
      const plot: Box = {
        left: left + PANEL_MARGIN.left,
        right: right - PANEL_MARGIN.right,
        top: bottom + PANEL_MARGIN.top,
        bottom: bottom + CURVES_HEIGHT[columns] - PANEL_MARGIN.bottom,
      };
      marks.push(...curvePanel(panel, letters.get(panel)!, runs, options, plot, index === 0, t));
      left = right + GAP;
    });
    bottom += CURVES_HEIGHT[columns] + GAP;
  }
  if (panels.includes('heat')) {
    const heat = heatPanels(runs, options, letters.get('heat')!, { width, top: bottom }, t);
    marks.push(...heat.marks);
    bottom = heat.bottom;
  }
  const caption = figureCaption(runs, options, t);
  if (options.caption) {
    const lines = wrapText(caption, width, TEXT_SIZE);
    lines.forEach((text, index) => {
      const y = bottom + 12 + index * LINE_HEIGHT;
      marks.push({ kind: 'text', x: 0, y, text, fill: 'ink', size: TEXT_SIZE });
    });
    bottom += lines.length * LINE_HEIGHT + 4;
  }
  return { width, height: Math.ceil(bottom), title: t('Figure sheet'), description: caption, marks };
}

/** What the panels show and how the decodes were made. */
export function figureCaption(
  runs: readonly LabelledTrace[],
  { panels, convention, heat }: FigureOptions,
  t: Words,
): string {
  const letters = panelLetters(runs, panels);
  const terms = conventionTerms(convention).map(t.core).join(t(', '));
  const says: Record<FigurePanelId, (letter: string) => string> = {
    local: (letter) => t('{{letter}} Local AR-ness@k ({{terms}}).', { letter, terms }),
    global: (letter) => t('{{letter}} Global AR-ness@k.', { letter }),
    sink: (letter) => t('{{letter}} Confidence of the best guess at the first step: the entropy sink.', { letter }),
    heat: (letter) =>
      heat === 'entropy'
        ? t('{{letter}} Entropy by step and position.', { letter })
        : t('{{letter}} Confidence by step and position.', { letter }),
  };
  const shown = figurePanels.filter((panel) => panels.includes(panel));
  const about = runs.map(({ label, trace: { model, request } }) => {
    const { strategy, sampling, canvasLength, steps, blockLength, seed } = request;
    const values = {
      model: model.label,
      strategy,
      temperature: sampling.temperature,
      length: canvasLength,
      steps,
      block: blockLength,
      seed,
    };
    const made = t(
      '{{model}}, strategy {{strategy}}, temperature {{temperature}}, {{length}} positions, {{steps}} steps, blocks of {{block}}, seed {{seed}}.',
      values,
    );
    return runs.length > 1 ? `${label}: ${made}` : made;
  });
  const sentences = [...shown.map((panel) => says[panel](letters.get(panel)!)), ...about];
  return sentences.join(t.language === 'zh' ? '' : ' ');
}

/** `(a)`, `(b)` … in the order of the panels; of several heat maps `(d–e)`. */
function panelLetters(runs: readonly LabelledTrace[], panels: readonly FigurePanelId[]): Map<FigurePanelId, string> {
  const letter = (index: number): string => String.fromCharCode(97 + index);
  const shown = figurePanels.filter((panel) => panels.includes(panel));
  return new Map(
    shown.map((panel, index) => {
      const several = panel === 'heat' && runs.length > 1;
      return [panel, several ? `(${letter(index)}–${letter(index + runs.length - 1)})` : `(${letter(index)})`];
    }),
  );
}

/** Rows of curves: in one column the sink has a row of its own. */
function rowsOf(panels: readonly FigurePanelId[], columns: FigureColumns): FigurePanelId[][] {
  const shares = (['local', 'global'] as const).filter((panel) => panels.includes(panel));
  const sink = panels.includes('sink') ? (['sink'] as const) : [];
  const rows = columns === 'double' ? [[...shares, ...sink]] : [[...shares], [...sink]];
  return rows.filter((row) => row.length > 0);
}

function curvePanel(
  panel: FigurePanelId,
  letter: string,
  runs: readonly LabelledTrace[],
  { convention }: FigureOptions,
  plot: Box,
  first: boolean,
  t: Words,
): Mark[] {
  if (panel === 'sink') {
    const length = Math.max(...runs.map(({ trace }) => trace.request.canvasLength));
    const positions = positionScale(length, plot.left, plot.right);
    const curves = runs.map(({ trace }, run) => {
      const sink = entropySink(trace);
      return { run, values: Array.from(sink.positions, (x, row) => ({ x, y: sink.confidence[row]! })) };
    });
    const xTicks = cellTicks(length, positions, 48, 'centre');
    const title = `${letter} ${t('Entropy sink')}`;
    const axes = { xTitle: t('position (tokens after the prompt)'), yTitle: t('confidence') };
    return figurePanel({ title, ...axes, xTicks, curves, x: positions.centre, dots: false }, plot);
  }
  const side = panel === 'local' ? 'local' : 'global';
  const measured: ArNess[] = runs.map(({ trace }) => arNess(trace, convention));
  const ks = measured[0]![side].map(({ k }) => k);
  const x = (k: number): number => plot.left + ((k - ks[0]! + 0.5) / ks.length) * (plot.right - plot.left);
  const curves = measured.map((one, run) => ({ run, values: one[side].map(({ k, value }) => ({ x: k, y: value })) }));
  const xTicks = ks.map((k) => ({ at: x(k), label: `${k}` }));
  const title = `${letter} ${side === 'local' ? t('Local AR-ness@k') : t('Global AR-ness@k')}`;
  const yTitle = first ? t('fraction of commits') : '';
  return figurePanel({ title, xTitle: 'k', xTicks, yTitle, curves, x, dots: true }, plot);
}

function heatPanels(
  runs: readonly LabelledTrace[],
  { columns, heat }: FigureOptions,
  letters: string,
  { width, top }: { readonly width: number; readonly top: number },
  t: Words,
): { readonly marks: readonly Mark[]; readonly bottom: number } {
  const perRow = columns === 'double' ? Math.min(2, runs.length) : 1;
  const size = { width: (width - GAP * (perRow - 1)) / perRow, height: HEAT_HEIGHT[columns] };
  const first = letters.charCodeAt(1);
  const marks = runs.flatMap(({ label, trace }, index): Mark[] => {
    const x = (index % perRow) * (size.width + GAP);
    const y = top + Math.floor(index / perRow) * (size.height + GAP);
    const letter = `(${String.fromCharCode(first + index)})`;
    const named = runs.length > 1 ? cutText(`${letter} ${label}`, size.width - HEAT_LEGEND, TEXT_SIZE) : letter;
    const title = panelTitle(named, 0, 14);
    return [{ kind: 'group', x, y, marks: [...heatMapScene(trace, heat, size, t).marks, title] }];
  });
  return { marks, bottom: top + Math.ceil(runs.length / perRow) * (size.height + GAP) };
}

/** Names of the decodes beside a piece of their line, in as many rows as they need. */
function legend(
  runs: readonly LabelledTrace[],
  width: number,
): { readonly marks: readonly Mark[]; readonly height: number } {
  const marks: Mark[] = [];
  let [x, y] = [0, 12];
  runs.forEach(({ label }, run) => {
    const needed = 30 + textWidth(label, TEXT_SIZE) + 16;
    if (x > 0 && x + needed > width) [x, y] = [0, y + LINE_HEIGHT];
    marks.push({ kind: 'path', d: `M${x},${y - 4}H${x + 24}`, width: 1.5, ...runStroke(run) });
    marks.push({ kind: 'text', x: x + 30, y, text: label, fill: 'ink', size: TEXT_SIZE });
    x += needed;
  });
  return { marks, height: y + GAP };
}
