/** Draws a scene on a canvas: the same marks as the SVG, with the fonts of the page. */
import type { Mark, Paint, Scene } from '../../charts/scene.ts';
import { resolvePaint, type Theme } from '../../export/palette.ts';

/** Chinese and what else the page's fonts lack comes from the system. */
const FALLBACK = "'PingFang SC', 'Noto Sans CJK SC', 'Microsoft YaHei'";
const FAMILY = `'Inter Variable', ${FALLBACK}, sans-serif`;
const MONO_FAMILY = `'JetBrains Mono Variable', ${FALLBACK}, monospace`;

/** @param scale pixels of the canvas per pixel of the scene. */
export function paintScene(
  context: OffscreenCanvasRenderingContext2D,
  scene: Scene,
  theme: Theme,
  scale: number,
): void {
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.fillStyle = resolvePaint('surface', theme);
  context.fillRect(0, 0, scene.width, scene.height);
  context.lineJoin = 'round';
  for (const mark of scene.marks) paintMark(context, mark, (paint) => resolvePaint(paint, theme), scale);
  context.globalAlpha = 1;
}

function paintMark(
  context: OffscreenCanvasRenderingContext2D,
  mark: Mark,
  colour: (paint: Paint) => string,
  scale: number,
): void {
  context.globalAlpha = 'opacity' in mark ? (mark.opacity ?? 1) : 1;
  switch (mark.kind) {
    case 'path': {
      const path = new Path2D(mark.crisp ? onPixels(mark.d, scale) : mark.d);
      if (mark.fill !== undefined) {
        context.fillStyle = colour(mark.fill);
        context.fill(path);
      }
      if (mark.stroke !== undefined) {
        setStroke(context, mark, colour(mark.stroke));
        context.lineCap = 'round';
        context.stroke(path);
      }
      return;
    }
    case 'line':
      setStroke(context, mark, colour(mark.stroke));
      context.lineCap = 'butt';
      context.stroke(new Path2D(`M${mark.x1},${mark.y1}L${mark.x2},${mark.y2}`));
      return;
    case 'circle':
      context.fillStyle = colour(mark.fill);
      context.beginPath();
      context.arc(mark.cx, mark.cy, mark.r, 0, 2 * Math.PI);
      context.fill();
      return;
    case 'rect':
      context.fillStyle = colour(mark.fill);
      context.fillRect(mark.x, mark.y, mark.width, mark.height);
      return;
    case 'text':
      context.save();
      context.fillStyle = colour(mark.fill);
      context.font = `${mark.weight ?? 400} ${mark.size}px ${mark.face === 'mono' ? MONO_FAMILY : FAMILY}`;
      // Without ligatures, which would show != as another character.
      context.textRendering = mark.face === 'mono' ? 'optimizeSpeed' : 'auto';
      context.textAlign = ({ start: 'left', middle: 'center', end: 'right' } as const)[mark.anchor ?? 'start'];
      context.translate(mark.x, mark.y);
      context.rotate(((mark.rotate ?? 0) * Math.PI) / 180);
      context.fillText(mark.text, 0, 0);
      context.restore();
      return;
    case 'group':
      context.save();
      context.translate(mark.x, mark.y);
      for (const inner of mark.marks) paintMark(context, inner, colour, scale);
      context.restore();
      return;
  }
}

function setStroke(
  context: OffscreenCanvasRenderingContext2D,
  { width = 1, dash = '' }: { readonly width?: number; readonly dash?: string },
  colour: string,
): void {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.setLineDash(dash === '' ? [] : dash.split(' ').map(Number));
}

/** A canvas has no `crispEdges`: rectangles side by side show no seams where their edges are whole pixels. */
function onPixels(d: string, scale: number): string {
  return d.replace(/-?\d+(?:\.\d+)?/g, (number) => `${Math.round(Number(number) * scale) / scale}`);
}
