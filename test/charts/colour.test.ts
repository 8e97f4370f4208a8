import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  confidenceColour,
  entropyColour,
  type HexColour,
  legend,
  orderColour,
  readableInk,
} from '../../src/charts/colour.ts';
import { contrast, luminance } from './contrast.ts';

const steps = Array.from({ length: 256 }, (_, level) => level / 255);
const maps: [string, (t: number) => HexColour][] = [
  ['confidence', confidenceColour],
  ['entropy', (t) => entropyColour(t * 7.5, 7.5)],
  ['order', orderColour],
];

describe.each(maps)('%s colours', (_, colourAt) => {
  const colours = steps.map(colourAt);

  it('are #rrggbb and carry a readable ink', () => {
    for (const colour of colours) {
      expect(colour).toMatch(/^#[0-9a-f]{6}$/);
      expect(contrast(colour, readableInk(colour))).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('change in lightness one way only, and enough to be told apart without hue', () => {
    const lightness = colours.map(luminance);
    const direction = Math.sign(lightness.at(-1)! - lightness[0]!);
    for (let at = 8; at < lightness.length; at += 8) {
      expect(Math.sign(lightness[at]! - lightness[at - 8]!)).toBe(direction);
    }
    expect(contrast(colours[0]!, colours.at(-1)!)).toBeGreaterThan(3);
  });
});

describe('maps', () => {
  it('put sure at the bright end', () => {
    expect(entropyColour(0, 5)).toBe(confidenceColour(1));
    expect(entropyColour(5, 5)).toBe(confidenceColour(0));
    expect(luminance(confidenceColour(1))).toBeGreaterThan(luminance(confidenceColour(0)));
  });

  it('clamp what is out of range and take an empty scale as sure', () => {
    expect(confidenceColour(-1)).toBe(confidenceColour(0));
    expect(confidenceColour(2)).toBe(confidenceColour(1));
    expect(entropyColour(0, 0)).toBe(confidenceColour(1));
  });

  it('run from red to purple in order of commits', () => {
    const channels = (colour: HexColour) => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
    const [red, , blue] = channels(orderColour(0));
    expect(red).toBeGreaterThan(2 * blue!);
    const [lastRed, green, lastBlue] = channels(orderColour(1));
    expect(lastBlue).toBeGreaterThan(lastRed!);
    expect(lastRed).toBeGreaterThan(green!);
  });

  it('have legends that run from the smallest value to the largest', () => {
    for (const [name, colourAt] of maps) {
      const stops = legend(name as 'confidence' | 'entropy' | 'order');
      expect(stops.map(({ t }) => t)).toEqual([0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1]);
      for (const { t, colour } of stops) expect(colour).toBe(colourAt(t));
    }
  });
});

describe('readableInk', () => {
  it('reaches 4.5 : 1 on any colour', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffff }), (number) => {
        const colour: HexColour = `#${number.toString(16).padStart(6, '0')}`;
        expect(contrast(colour, readableInk(colour))).toBeGreaterThanOrEqual(4.5);
      }),
      { numRuns: 2000 },
    );
  });
});
