import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { palettes } from '../../src/export/palette.ts';
import { contrast } from '../charts/contrast.ts';

const tokens = readFileSync(join(import.meta.dirname, '../../src/app/styles/tokens.css'), 'utf8');

describe.each(['light', 'dark'] as const)('%s palette', (theme) => {
  const palette = palettes[theme];

  it('can be read', () => {
    for (const [role, colour] of Object.entries(palette)) {
      if (role === 'surface' || role === 'grid') continue;
      expect(contrast(colour, palette.surface), role).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('is that of the page', () => {
    for (const [role, colour] of Object.entries(palette)) {
      const pair = new RegExp(`--(?:chart-)?${role}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(tokens);
      expect(pair?.[theme === 'light' ? 1 : 2], role).toBe(colour);
    }
  });
});
