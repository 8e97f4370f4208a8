/** A scene as a standalone SVG file: real text, no scripts, no styles, its provenance inside. */
import type { Mark, Paint, Scene } from '../charts/scene.ts';
import { resolvePaint, type Theme } from './palette.ts';
import type { Provenance } from './provenance.ts';

const FONTS = "Inter, 'Helvetica Neue', Helvetica, Arial, sans-serif";
const MONO_FONTS = "'JetBrains Mono', Menlo, Consolas, monospace";

/**
 * The SVG document, UTF-8, one mark a line. The provenance is JSON in
 * `<metadata><provenance xmlns="urn:diffuscope:provenance">`.
 * Characters that XML 1.0 cannot hold (controls, lone surrogates, U+FFFE, U+FFFF) become U+FFFD in text; in the
 * provenance they survive as JSON escapes.
 * @param inches width in print; default: a pixel of the scene is a CSS pixel.
 */
export function sceneToSvg(scene: Scene, theme: Theme, provenance: Provenance, inches?: number): string {
  const { width, height, title, description } = scene;
  const print = inches === undefined ? { width, height } : printSize(scene, inches);
  const size = attributes({ ...print, viewBox: `0 0 ${round(width)} ${round(height)}` });
  const background: Mark = { kind: 'rect', x: 0, y: 0, width, height, fill: 'surface' };
  const json = JSON.stringify(provenance).replace(
    /[\uFFFE\uFFFF]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16)}`,
  );
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<svg xmlns="http://www.w3.org/2000/svg"${size}${attributes({ role: 'img', 'font-family': FONTS })}>`,
    `<title>${escapeXml(title)}</title>`,
    `<desc>${escapeXml(description)}</desc>`,
    `<metadata><provenance xmlns="${PROVENANCE_NAMESPACE}">${escapeXml(json)}</provenance></metadata>`,
    ...[background, ...scene.marks].map((mark) => element(mark, (paint) => resolvePaint(paint, theme))),
    '</svg>',
    '',
  ].join('\n');
}

export const PROVENANCE_NAMESPACE = 'urn:diffuscope:provenance';

function printSize({ width, height }: Scene, inches: number): { readonly width: string; readonly height: string } {
  return { width: `${inches}in`, height: `${round((height / width) * inches)}in` };
}

function element(mark: Mark, colour: (paint: Paint) => string): string {
  const paint = (role: Paint | undefined): string | undefined => (role === undefined ? undefined : colour(role));
  switch (mark.kind) {
    case 'path': {
      const { d, width, dash, opacity } = mark;
      return tag('path', {
        d,
        fill: paint(mark.fill) ?? 'none',
        stroke: paint(mark.stroke),
        'stroke-width': width,
        'stroke-dasharray': dash,
        'stroke-linejoin': mark.stroke && 'round',
        'stroke-linecap': mark.stroke && 'round',
        'shape-rendering': mark.crisp ? 'crispEdges' : undefined,
        opacity,
      });
    }
    case 'line': {
      const { x1, y1, x2, y2, width, dash } = mark;
      return tag('line', {
        x1,
        y1,
        x2,
        y2,
        stroke: paint(mark.stroke),
        'stroke-width': width,
        'stroke-dasharray': dash,
      });
    }
    case 'circle': {
      const { cx, cy, r, tip } = mark;
      return tag('circle', { cx, cy, r, fill: paint(mark.fill) }, tipElement(tip));
    }
    case 'rect': {
      const { x, y, width, height, opacity, tip } = mark;
      return tag('rect', { x, y, width, height, fill: paint(mark.fill), opacity }, tipElement(tip));
    }
    case 'text': {
      const { x, y, size, anchor, rotate, weight, face, text } = mark;
      const placed = {
        x,
        y,
        fill: paint(mark.fill),
        'font-family': face && MONO_FONTS,
        // Without ligatures, which would show != as another character.
        'text-rendering': face && 'optimizeSpeed',
        'font-size': size,
        'font-weight': weight,
        'text-anchor': anchor,
        transform: rotate === undefined ? undefined : `rotate(${round(rotate)} ${round(x)} ${round(y)})`,
      };
      return tag('text', placed, escapeXml(text));
    }
    case 'group': {
      const transform = `translate(${round(mark.x)} ${round(mark.y)})`;
      return tag('g', { transform }, mark.marks.map((inner) => element(inner, colour)).join('\n'));
    }
  }
}

const tipElement = (tip: string | undefined): string => (tip === undefined ? '' : `<title>${escapeXml(tip)}</title>`);

type Attributes = Readonly<Record<string, string | number | undefined>>;

function tag(name: string, values: Attributes, content = ''): string {
  return content === '' ? `<${name}${attributes(values)}/>` : `<${name}${attributes(values)}>${content}</${name}>`;
}

function attributes(values: Attributes): string {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}="${typeof value === 'number' ? round(value) : escapeXml(String(value))}"`)
    .join('');
}

/** Two decimals: far below a pixel. */
function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Text for element content and for double-quoted attributes. */
function escapeXml(text: string): string {
  return text.replace(NOT_XML, '\uFFFD').replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** What XML 1.0 has no way to write; `\p{Cs}` is a surrogate without its partner. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const NOT_XML = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF\p{Cs}]/gu;
