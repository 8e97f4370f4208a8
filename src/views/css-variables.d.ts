import 'react';

declare module 'react' {
  /** Custom properties carry data (a cell's colour, a bar's share) into the style sheets. */
  interface CSSProperties {
    [variable: `--${string}`]: string | number | undefined;
  }
}
