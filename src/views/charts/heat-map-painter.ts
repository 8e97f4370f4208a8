/** Draws the cells of the heat map. A row is turned into pixels once, however often it is drawn. */
import { entropyScale, type HeatMapMode, heatMapCells, heatMapPixels } from '../../charts/heat-map-cells.ts';
import type { DecodeTrace } from '../../trace/types.ts';

/** What the rows painted so far depend on. */
interface Painted {
  readonly request: DecodeTrace['request'];
  readonly firstStep: DecodeTrace['steps'][number] | undefined;
  readonly mode: HeatMapMode;
  readonly max: number;
}

/**
 * @param rows steps to draw, 0 … recorded.
 * @param height of these rows, in CSS pixels; they fill the canvas's width.
 */
type HeatMapPainter = (
  context: CanvasRenderingContext2D,
  trace: DecodeTrace,
  mode: HeatMapMode,
  rows: number,
  height: number,
) => void;

export function createHeatMapPainter(): HeatMapPainter {
  const cells = document.createElement('canvas');
  const cellContext = cells.getContext('2d');
  let painted: Painted | undefined;
  let done = 0;

  /** Brings `cells` (one pixel per cell) up to date; a grown run adds its new rows to those there. */
  const update = (trace: DecodeTrace, mode: HeatMapMode): void => {
    const max = mode === 'entropy' ? entropyScale(trace) : 1;
    const next = { request: trace.request, firstStep: trace.steps[0], mode, max };
    const grown =
      painted?.request === next.request &&
      painted.firstStep === next.firstStep &&
      painted.mode === mode &&
      painted.max === max;
    if (!grown) {
      cells.width = trace.request.canvasLength;
      cells.height = Math.max(trace.request.steps, trace.steps.length);
      done = 0;
    }
    painted = next;
    if (trace.steps.length === done) return;
    const added = { ...heatMapCells(trace, mode, trace.steps.length, done), max };
    cellContext?.putImageData(new ImageData(heatMapPixels(added), cells.width, added.steps), 0, done);
    done = trace.steps.length;
  };

  return (context, trace, mode, rows, height) => {
    const { canvas } = context;
    update(trace, mode);
    context.clearRect(0, 0, canvas.width, canvas.height);
    if (rows === 0) return;
    context.imageSmoothingEnabled = false;
    context.drawImage(cells, 0, 0, cells.width, rows, 0, 0, canvas.width, height * devicePixelRatio);
  };
}
