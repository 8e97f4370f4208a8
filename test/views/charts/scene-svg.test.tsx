import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import type { Scene } from '../../../src/charts/scene.ts';
import { SceneSvg } from '../../../src/views/charts/scene-svg.tsx';

const scene: Scene = {
  width: 40,
  height: 30,
  title: 'A <title>',
  description: 'What it shows',
  marks: [
    { kind: 'path', d: 'M0,0H4', fill: '#123456', opacity: 0.5, crisp: true },
    { kind: 'path', d: 'M0,0H5', stroke: 'series-1', width: 2 },
    { kind: 'line', x1: 0, y1: 1, x2: 2, y2: 3, stroke: 'grid', dash: '4 3' },
    { kind: 'circle', cx: 1, cy: 2, r: 3, fill: 'accent', tip: 'k = 1' },
    { kind: 'rect', x: 1, y: 2, width: 3, height: 4, fill: 'surface' },
    { kind: 'text', x: 5, y: 6, text: '<b>&', fill: 'ink', size: 12, anchor: 'end', rotate: -90, weight: 600 },
  ],
};

describe('SceneSvg', () => {
  const markup = renderToStaticMarkup(<SceneSvg scene={scene} className="chart" />);

  it('is an image with a name and a description', () => {
    expect(markup).toMatch(/^<svg role="img" aria-label="A &lt;title&gt;" aria-describedby="([^"]+)" class="chart"/);
    const id = /aria-describedby="([^"]+)"/.exec(markup)![1];
    expect(markup).toContain(`<desc id="${id}">What it shows</desc>`);
    expect(markup).toContain('width="40" height="30" viewBox="0 0 40 30"');
  });

  it('draws every kind of mark, roles as variables and literal colours as they are', () => {
    expect(markup).toMatch(/<path d="M0,0H4" style="fill:#123456"[^>]* shape-rendering="crispEdges" opacity="0.5"/);
    expect(markup).toMatch(/<path d="M0,0H5" style="fill:none;stroke:var\(--chart-series-1\)" stroke-width="2"/);
    expect(markup).toContain(
      '<line x1="0" y1="1" x2="2" y2="3" style="stroke:var(--chart-grid)" stroke-dasharray="4 3">',
    );
    expect(markup).toContain(
      '<g><title>k = 1</title><circle cx="1" cy="2" r="3" style="fill:var(--chart-accent)"></circle><circle cx="1" cy="2" r="8" fill="transparent"></circle></g>',
    );
    expect(markup).toContain('<rect x="1" y="2" width="3" height="4" style="fill:var(--chart-surface)"></rect>');
    expect(markup).toMatch(/<text x="5" y="6" [^>]*transform="rotate\(-90 5 6\)">&lt;b&gt;&amp;<\/text>/);
  });
});
