import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contrast } from '../charts/contrast.ts';

const src = join(import.meta.dirname, '..', '..', 'src');
const folder = join(src, 'app', 'styles');
const sheets = readdirSync(folder).map((name) => ({
  name,
  css: readFileSync(join(folder, name), 'utf8').replace(/\/\*[\s\S]*?\*\//g, ''),
}));
const tokens = sheets.find(({ name }) => name === 'tokens.css')!.css;
const rules = sheets.filter(({ name }) => name !== 'tokens.css');
const code = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => readFileSync(join(src, name), 'utf8'))
  .join('\n');

/** Declarations of some properties, as `sheet: property: value`. */
function declarations(property: RegExp): { where: string; value: string }[] {
  return rules.flatMap(({ name, css }) =>
    [...css.matchAll(/(?:^|[;{])\s*([a-z-]+):\s*([^;{}]+)(?=;)/g)]
      .filter(([, key]) => property.test(key!))
      .map(([, key, value]) => ({ where: `${name}: ${key}: ${value}`, value: value! })),
  );
}

describe('the style sheets', () => {
  it('take every size of text from the scale', () => {
    const sizes = declarations(/^(font|font-size)$/).filter(({ value }) => value !== 'inherit');
    expect(sizes.length).toBeGreaterThan(10);
    expect(sizes.filter(({ value }) => !/var\(--text-\d\d\)/.test(value)).map(({ where }) => where)).toEqual([]);
  });

  it('take every space from the scale, hairlines aside', () => {
    const spaces = declarations(/^(padding|margin|gap|row-gap|column-gap)(-|$)/);
    const length = /-?\d+(\.\d+)?(px|rem|em)/g;
    const off = spaces.filter(({ value }) => (value.match(length) ?? []).some((one) => !/^-?[12]px$/.test(one)));
    expect(off.map(({ where }) => where)).toEqual([]);
  });

  it('take every radius, shadow and colour from the tokens', () => {
    const radii = declarations(/radius$/).filter(({ value }) => !/^(var\(--radius[a-z-]*\)|50%)( |$)/.test(value));
    expect(radii.map(({ where }) => where)).toEqual([]);
    const literal = declarations(/./).filter(({ value }) => /#[0-9a-f]{3}|\b(rgb|hsl|oklch)\(/i.test(value));
    expect(literal.map(({ where }) => where)).toEqual([]);
  });

  it('define every variable that they use', () => {
    const all = sheets.map(({ css }) => css).join('\n');
    const defined = new Set(
      [...`${all}\n${code}`.matchAll(/['"\s{(](--[a-z0-9-]+)['"]?\s*:/g)].map((match) => match[1]),
    );
    const used = [...all.matchAll(/var\((--[a-z0-9-]+)/g)].map((match) => match[1]!);
    expect([...new Set(used.filter((name) => !defined.has(name)))]).toEqual([]);
  });

  it('style nothing that no view makes', () => {
    const classes = rules.flatMap(({ css }) =>
      [...css.matchAll(/[^{}]+(?=\{)/g)].flatMap(([selector]) =>
        [...selector.matchAll(/\.([a-z][\w-]*)/g)].map((match) => match[1]!),
      ),
    );
    const written = (name: string): boolean =>
      new RegExp(`['"\`\\s]${name}['"\`\\s$]`).test(code) ||
      // Made of a word and a value: `series-${index}`.
      new RegExp(`['"\`\\s]${name.replace(/[^-]*$/, '')}\\$\\{`).test(code);
    expect([...new Set(classes.filter((name) => !written(name)))]).toEqual([]);
  });
});

describe('the tokens', () => {
  const themed = Object.fromEntries(
    [...tokens.matchAll(/--([a-z0-9-]+):\s*light-dark\((#\w{6}),\s*(#\w{6})\)/g)].map(([, name, light, dark]) => [
      name!,
      [light!, dark!],
    ]),
  );
  const pairs = ['page', 'surface', 'hover'].flatMap((behind) =>
    (
      [
        ['ink', 4.5],
        ['muted', 4.5],
        ['accent', 4.5],
        ['danger', 4.5],
      ] as const
    ).map(([front, least]) => [front, behind, least] as const),
  );
  it.each(pairs)('%s can be read on %s in both themes', (front, behind, least) => {
    for (const theme of [0, 1]) {
      expect(contrast(themed[front]![theme]!, themed[behind]![theme]!)).toBeGreaterThanOrEqual(least);
    }
  });

  it('lines that bound a control stand out by 3 : 1', () => {
    for (const theme of [0, 1]) {
      expect(contrast(themed['line-strong']![theme]!, themed['surface']![theme]!)).toBeGreaterThanOrEqual(3);
    }
  });
});
