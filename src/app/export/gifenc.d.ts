/** The part of gifenc 1.0.3 that is used; the package has no types. */
declare module 'gifenc' {
  type Palette = number[][];
  type Format = 'rgb565' | 'rgb444' | 'rgba4444';

  interface FrameOptions {
    readonly palette?: Palette;
    /** Milliseconds. */
    readonly delay?: number;
    /** 0 = forever; of the first frame. */
    readonly repeat?: number;
    readonly transparent?: boolean;
    readonly transparentIndex?: number;
    /** 1 = leave the frame where it is. */
    readonly dispose?: number;
  }

  interface Encoder {
    /** @param index [width·height] colours of the palette. */
    writeFrame(index: Uint8Array, width: number, height: number, options: FrameOptions): void;
    finish(): void;
    bytes(): Uint8Array;
  }

  export function GIFEncoder(): Encoder;
  /** @param rgba bytes. */
  export function quantize(rgba: Uint8ClampedArray, colours: number, options: { readonly format: Format }): Palette;
  export function applyPalette(rgba: Uint8ClampedArray, palette: Palette, format: Format): Uint8Array;
}
