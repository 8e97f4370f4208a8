/** The import table of ARCHITECTURE.md, run. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

const source = join(import.meta.dirname, '..', 'src');

/** layer → layers it may import, and the npm packages it may import (prefixes). */
const table: Record<string, { layers: string[]; packages: string[] }> = {
  model: { layers: [], packages: ['valibot', '@huggingface/tokenizers'] },
  decode: { layers: ['model'], packages: [] },
  trace: { layers: ['model', 'decode'], packages: ['valibot'] },
  cases: { layers: ['model', 'decode', 'trace', 'metrics'], packages: ['valibot'] },
  metrics: { layers: ['model', 'decode', 'trace'], packages: ['diff'] },
  words: { layers: [], packages: [] },
  charts: { layers: ['model', 'decode', 'trace', 'metrics', 'words'], packages: ['d3-'] },
  explain: { layers: ['model', 'decode', 'trace', 'metrics', 'words', 'charts'], packages: ['d3-'] },
  engine: { layers: ['model', 'decode'], packages: ['onnxruntime-', 'hash-wasm', 'valibot'] },
  export: { layers: ['model', 'decode', 'trace', 'metrics', 'words', 'charts'], packages: ['valibot'] },
  state: {
    layers: ['model', 'decode', 'trace', 'metrics', 'words', 'engine'],
    packages: ['zustand', 'valibot', '@lezer/', 'get-east-asian-width'],
  },
  views: {
    layers: ['model', 'decode', 'trace', 'metrics', 'words', 'charts', 'explain', 'export', 'state'],
    packages: ['react', 'zustand', 'd3-', '@floating-ui/'],
  },
  app: {
    layers: ['model', 'decode', 'trace', 'metrics', 'words', 'engine', 'charts', 'export', 'state', 'views'],
    packages: ['react', '@fontsource', 'gifenc', 'zustand', 'idb'],
  },
  convert: { layers: ['model'], packages: ['node:', '@bufbuild/protobuf', '@huggingface/hub', 'hash-wasm', 'valibot'] },
  synth: { layers: ['model'], packages: ['node:'] },
  cli: {
    layers: ['model', 'decode', 'trace', 'metrics', 'words', 'cases', 'engine', 'charts', 'export', 'convert', 'synth'],
    packages: ['node:', 'onnxruntime-node', 'commander'],
  },
};

const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name));
const layerOf = (path: string) => path.split(sep)[0]!;
const statement = /^(?:import|export)\b[^'"`]*?from '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm;
const imported = (text: string) =>
  [...text.matchAll(statement)].map(([, from, effect, call]) => (from ?? effect ?? call)!);

describe('import table', () => {
  it('has a row for every layer', () => {
    expect([...new Set(files.map(layerOf))].sort()).toEqual(
      Object.keys(table)
        .filter((layer) => files.some((file) => layerOf(file) === layer))
        .sort(),
    );
  });

  it.each(files)('%s', (file) => {
    const layer = layerOf(file);
    const { layers, packages } = table[layer]!;
    for (const name of imported(readFileSync(join(source, file), 'utf8'))) {
      if (name.startsWith('.')) {
        const target = relative(source, normalize(join(source, dirname(file), name)));
        const targetLayer = layerOf(target);
        if (targetLayer === '..') expect(target, 'only package.json lies outside src').toBe(join('..', 'package.json'));
        else if (targetLayer !== layer) expect(layers, `${file} imports ${target}`).toContain(targetLayer);
      } else {
        expect(
          packages.some((prefix) => name.startsWith(prefix)),
          `${file} imports ${name}`,
        ).toBe(true);
      }
    }
  });
});
