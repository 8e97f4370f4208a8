/**
 * Colour maps of the whole page: perceptual, of monotone lightness, and safe for colour-blind people. Sure is always
 * the bright end, and so is new. Source: cividis, Nuñez et al. 2018 (doi:10.1371/journal.pone.0199239); magma and viridis, matplotlib.
 */
import { interpolateCividis, interpolateMagma, interpolateViridis } from 'd3-scale-chromatic';

export type ColourMap = 'confidence' | 'entropy' | 'order' | 'age';
export type HexColour = `#${string}`;

/** Colours of a map; 8 bits are finer than a screen can show of these ramps. */
const LEVELS = 256;

function ramp(interpolate: (t: number) => string): readonly HexColour[] {
  return Array.from({ length: LEVELS }, (_, level) => hex(interpolate(level / (LEVELS - 1))));
}

/** `rgb(r, g, b)` or `#rrggbb`, the two forms of d3-scale-chromatic, as `#rrggbb`. */
function hex(css: string): HexColour {
  if (css.startsWith('#')) return css as HexColour;
  const channels = css.match(/\d+/g)!.map(Number);
  return `#${channels.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}

const certainty = ramp(interpolateCividis);
/** The red → purple part of magma; Source: the colours of arXiv 2506.20639, fig. 10, made monotone in lightness. */
const order = ramp((t) => interpolateMagma(0.7 - 0.48 * t));

const age = ramp((t) => interpolateViridis(1 - t));

function sample(colours: readonly HexColour[], t: number): HexColour {
  return colours[Math.round(Math.min(1, Math.max(0, t)) * (LEVELS - 1))]!;
}

/** @param probability in [0, 1], clamped: dark blue = 0, yellow = 1. */
export function confidenceColour(probability: number): HexColour {
  return sample(certainty, probability);
}

/**
 * @param nats in [0, maxNats], clamped: yellow = 0 (sure, as confidence 1), dark blue = `maxNats`.
 * @param maxNats end of the scale; see `entropyScale` in heat-map.ts.
 */
export function entropyColour(nats: number, maxNats: number): HexColour {
  return sample(certainty, maxNats > 0 ? 1 - nats / maxNats : 1);
}

/** @param t in [0, 1], clamped: 0 = committed first (red), 1 = last (purple). */
export function orderColour(t: number): HexColour {
  return sample(order, t);
}

/** @param t in [0, 1], clamped: 0 = committed just now (yellow), 1 = at the first step (dark purple). */
export function ageColour(t: number): HexColour {
  return sample(age, t);
}

export interface LegendStop {
  /** Place on the legend, 0 = smallest value. */
  readonly t: number;
  readonly colour: HexColour;
}

/** Nine evenly spaced stops, enough for a gradient that cannot be told from the map. */
export function legend(map: ColourMap): readonly LegendStop[] {
  const colourAt = {
    confidence: confidenceColour,
    entropy: (t: number) => entropyColour(t, 1),
    order: orderColour,
    age: ageColour,
  }[map];
  return Array.from({ length: 9 }, (_, index) => ({ t: index / 8, colour: colourAt(index / 8) }));
}

/**
 * The ink with the higher contrast on a background. #050505 is the lightest neutral (luminance 0.0015) for which one
 * of the two inks reaches √(1.05 / 0.0515) = 4.51 : 1 on every colour there is; #111111 would stop at 4.34.
 * Source: WCAG 2.2, contrast ratio.
 */
export function readableInk(background: HexColour): '#ffffff' | '#050505' {
  const luminance = relativeLuminance(background) + 0.05;
  return 1.05 / luminance >= luminance / (DARK_LUMINANCE + 0.05) ? '#ffffff' : '#050505';
}

const DARK_LUMINANCE = 5 / 255 / 12.92;

function relativeLuminance(colour: HexColour): number {
  const [red, green, blue] = [1, 3, 5].map((at) => linear(Number.parseInt(colour.slice(at, at + 2), 16) / 255));
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function linear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}
