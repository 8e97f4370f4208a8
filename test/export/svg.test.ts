// @vitest-environment jsdom
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arNessChart } from '../../src/charts/ar-ness-chart.ts';
import { entropySinkChart } from '../../src/charts/entropy-sink-chart.ts';
import { heatMapScene } from '../../src/charts/heat-map.ts';
import type { Scene } from '../../src/charts/scene.ts';
import { stepSeriesChart } from '../../src/charts/step-series-chart.ts';
import { type Provenance, provenanceOf } from '../../src/export/provenance.ts';
import { sceneToSvg } from '../../src/export/svg.ts';
import { arNess, defaultConvention } from '../../src/metrics/ar-ness.ts';
import { entropySink } from '../../src/metrics/entropy-sink.ts';
import { stepSeries } from '../../src/metrics/step-series.ts';
import { english } from '../../src/words/words.ts';
import { hostileTrace, smallTrace } from '../charts/fixture.ts';

const trace = smallTrace();
const size = { width: 420, height: 240 };
const scenes: Record<string, Scene> = {
  'ar-ness': arNessChart(arNess(trace, defaultConvention), size, english),
  'entropy-sink': entropySinkChart(entropySink(trace), size, { length: 4 }, english),
  'heat-map': heatMapScene(trace, 'entropy', size, english),
  'step-series': stepSeriesChart(stepSeries(trace), size, { cursor: 1 }, english),
};

function parse(svg: string): Document {
  const document = new DOMParser().parseFromString(svg, 'image/svg+xml');
  expect(document.querySelector('parsererror')?.textContent).toBeUndefined();
  return document;
}

function readProvenance(document: Document): Provenance {
  return JSON.parse(document.querySelector('metadata > provenance')!.textContent!);
}

describe('sceneToSvg', () => {
  it.each(Object.keys(scenes))('writes %s as it did', async (name) => {
    const svg = sceneToSvg(scenes[name]!, 'light', provenanceOf(trace));
    await expect(svg).toMatchFileSnapshot(`snapshots/${name}.svg`);
  });

  it.each(Object.keys(scenes))('writes %s as an SVG document of its own', (name) => {
    const scene = scenes[name]!;
    for (const theme of ['light', 'dark'] as const) {
      const document = parse(sceneToSvg(scene, theme, provenanceOf(trace)));
      const root = document.documentElement;
      expect(root.namespaceURI).toBe('http://www.w3.org/2000/svg');
      expect(root.getAttribute('viewBox')).toBe('0 0 420 240');
      expect(document.querySelector('svg > title')!.textContent).toBe(scene.title);
      expect(document.querySelector('svg > desc')!.textContent).toBe(scene.description);
      expect(readProvenance(document)).toEqual(provenanceOf(trace));
      const words = scene.marks.flatMap((mark) => (mark.kind === 'text' ? [mark.text] : []));
      expect([...document.querySelectorAll('text')].map((text) => text.textContent)).toEqual(words);
      expect(root.outerHTML).not.toMatch(/NaN|undefined|var\(|series-|<script|style=/);
    }
  });

  it('takes the colours of the theme', () => {
    const scene: Scene = {
      width: 10,
      height: 10,
      title: '',
      description: '',
      marks: [
        { kind: 'rect', x: 0.12345, y: 0, width: 5, height: 5, fill: 'series-2', opacity: 0.5, tip: 'a < b' },
        { kind: 'circle', cx: 1, cy: 1, r: 1, fill: '#123456' },
      ],
    };
    const svg = sceneToSvg(scene, 'dark', provenanceOf(trace));
    expect(svg).toContain('<rect x="0" y="0" width="10" height="10" fill="#16181c"/>');
    expect(svg).toContain(
      '<rect x="0.12" y="0" width="5" height="5" fill="#f0a15a" opacity="0.5"><title>a &#60; b</title></rect>',
    );
    expect(svg).toContain('<circle cx="1" cy="1" r="1" fill="#123456"/>');
  });

  it('brings any prompt through unharmed and harmless', () => {
    const prompts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        ']]></metadata><script>alert(1)</script>',
        '"><image href="x" onerror="alert(1)"/>',
        '<!DOCTYPE x [<!ENTITY e "e">]>&e;',
        '\u0000\uD800\uFFFE\uFFFF\r\n',
      ),
    );
    fc.assert(
      fc.property(prompts, (prompt) => {
        const document = parse(sceneToSvg(scenes['ar-ness']!, 'light', provenanceOf(hostileTrace(prompt, prompt))));
        expect(readProvenance(document).promptText).toBe(prompt);
        expect(document.querySelector('script, image')).toBeNull();
      }),
      { numRuns: 40 },
    );
  });

  it('escapes text of marks, titles and tips', () => {
    const text = '</text><script>alert("&")</script>\u0001';
    const scene: Scene = {
      width: 10,
      height: 10,
      title: text,
      description: text,
      marks: [{ kind: 'text', x: 0, y: 0, text, fill: 'ink', size: 12, rotate: -90 }],
    };
    const document = parse(sceneToSvg(scene, 'light', provenanceOf(trace)));
    const clean = text.replace('\u0001', '\uFFFD');
    for (const name of ['text', 'title', 'desc']) expect(document.querySelector(name)!.textContent).toBe(clean);
  });
});
