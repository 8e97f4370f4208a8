/**
 * A chart as data: marks in pixels with colours by role. The page draws a scene as React SVG, the exporter as an
 * SVG file; neither knows what it shows.
 */

/** Role of a colour; the page maps it to a design token, the exporter to a hex value of the chosen theme. */
export type Paint =
  | 'ink'
  | 'muted'
  | 'grid'
  | 'surface'
  | 'accent'
  | 'series-1'
  | 'series-2'
  | 'series-3'
  | 'series-4'
  /** A literal CSS colour from a colour map. */
  | `#${string}`;

export type Mark =
  | {
      readonly kind: 'path';
      readonly d: string;
      readonly stroke?: Paint;
      readonly fill?: Paint;
      readonly width?: number;
      readonly dash?: string;
      readonly opacity?: number;
      /** Edges without anti-aliasing, so that rectangles side by side show no seams. Default false. */
      readonly crisp?: boolean;
    }
  | {
      readonly kind: 'line';
      readonly x1: number;
      readonly y1: number;
      readonly x2: number;
      readonly y2: number;
      readonly stroke: Paint;
      readonly width?: number;
      readonly dash?: string;
    }
  | {
      readonly kind: 'circle';
      readonly cx: number;
      readonly cy: number;
      readonly r: number;
      readonly fill: Paint;
      readonly tip?: string;
    }
  | {
      readonly kind: 'rect';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly fill: Paint;
      readonly opacity?: number;
      readonly tip?: string;
    }
  | {
      readonly kind: 'text';
      readonly x: number;
      readonly y: number;
      readonly text: string;
      readonly fill: Paint;
      readonly size: number;
      readonly anchor?: 'start' | 'middle' | 'end';
      readonly rotate?: number;
      readonly weight?: number;
      /** Default the text face. */
      readonly face?: 'mono';
    }
  | {
      /** Marks in a system of their own, moved to (x, y). */
      readonly kind: 'group';
      readonly x: number;
      readonly y: number;
      readonly marks: readonly Mark[];
    };

export interface Scene {
  readonly width: number;
  readonly height: number;
  /** What the chart is, for the file and for screen readers. */
  readonly title: string;
  /** What it shows in one or two sentences with the numbers that matter. */
  readonly description: string;
  readonly marks: readonly Mark[];
}
