/** A scene drawn by React. Roles of colour become `var(--chart-<role>)`, set through CSSOM, so a strict CSP holds. */
import { useId } from 'react';
import type { Mark, Paint, Scene } from '../../charts/scene.ts';

/** One SVG image of the scene's size in pixels; a screen reader hears its title and description. */
export function SceneSvg({ scene, className }: { readonly scene: Scene; readonly className?: string }) {
  const id = useId();
  const { width, height, title, description, marks } = scene;
  return (
    <svg
      role="img"
      aria-label={title}
      aria-describedby={`${id}-description`}
      className={className}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
    >
      <title>{title}</title>
      <desc id={`${id}-description`}>{description}</desc>
      {marks.map((mark, index) => (
        // Marks have no identity of their own and hold no state.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <MarkSvg key={index} mark={mark} />
      ))}
    </svg>
  );
}

function MarkSvg({ mark }: { readonly mark: Mark }) {
  switch (mark.kind) {
    case 'path': {
      const style = { fill: colour(mark.fill) ?? 'none', stroke: colour(mark.stroke) };
      return (
        <path
          d={mark.d}
          style={style}
          strokeWidth={mark.width}
          strokeDasharray={mark.dash}
          strokeLinejoin="round"
          strokeLinecap="round"
          shapeRendering={mark.crisp ? 'crispEdges' : undefined}
          opacity={mark.opacity}
        />
      );
    }
    case 'line': {
      const { x1, y1, x2, y2, stroke, width, dash } = mark;
      const ends = { x1, y1, x2, y2 };
      return <line {...ends} style={{ stroke: colour(stroke) }} strokeWidth={width} strokeDasharray={dash} />;
    }
    case 'circle': {
      const { cx, cy, r, fill, tip } = mark;
      const dot = <circle cx={cx} cy={cy} r={r} style={{ fill: colour(fill) }} />;
      if (tip === undefined) return dot;
      // A dot is too small to point at.
      return (
        <g>
          <title>{tip}</title>
          {dot}
          <circle cx={cx} cy={cy} r={Math.max(r, 8)} fill="transparent" />
        </g>
      );
    }
    case 'rect': {
      const { x, y, width, height, fill, opacity, tip } = mark;
      return (
        <rect x={x} y={y} width={width} height={height} style={{ fill: colour(fill) }} opacity={opacity}>
          {tip !== undefined && <title>{tip}</title>}
        </rect>
      );
    }
    case 'text': {
      const { x, y, size, fill, anchor, rotate, weight, face, text } = mark;
      const transform = rotate === undefined ? undefined : `rotate(${rotate} ${x} ${y})`;
      return (
        <text
          x={x}
          y={y}
          style={{ fill: colour(fill) }}
          fontFamily={face && 'var(--mono)'}
          textRendering={face && 'optimizeSpeed'}
          fontSize={size}
          fontWeight={weight}
          textAnchor={anchor}
          transform={transform}
        >
          {text}
        </text>
      );
    }
    case 'group':
      return (
        <g transform={`translate(${mark.x} ${mark.y})`}>
          {mark.marks.map((inner, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: as above
            <MarkSvg key={index} mark={inner} />
          ))}
        </g>
      );
  }
}

function colour(paint: Paint): string;
function colour(paint: Paint | undefined): string | undefined;
function colour(paint: Paint | undefined): string | undefined {
  return paint === undefined || paint.startsWith('#') ? paint : `var(--chart-${paint})`;
}
