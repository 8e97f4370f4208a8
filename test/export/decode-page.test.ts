// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { decodePage } from '../../src/export/decode-page.ts';
import { provenanceOf } from '../../src/export/provenance.ts';
import { exportKind, traceOfPage } from '../../src/export/read-provenance.ts';
import { parseTrace, traceToJson } from '../../src/trace/json.ts';
import { english } from '../../src/words/words.ts';
import { stubTrace } from '../state/stub-decode.ts';

const hostile = `</script><img src=x onerror="alert(1)"><!--<script>'"&\u2028\u0000`;

async function page(): Promise<{ html: string; json: string }> {
  const stub = await stubTrace();
  const pieces = new Map([...stub.pieces].map(([id, piece]) => [id, `${hostile}${piece}`]));
  const trace = { ...stub, promptText: hostile, pieces };
  const json = traceToJson(trace);
  const parts = {
    provenance: provenanceOf(trace),
    traceJson: json,
    view: { text: hostile },
    script: { text: 'run();', hash: 'S' },
    style: { text: 'p{}', hash: 'T' },
  };
  return { html: decodePage(parts, english), json };
}

describe('decodePage', () => {
  it('keeps hostile text text', async () => {
    const { html } = await page();
    const parsed = new DOMParser().parseFromString(html, 'text/html');
    expect(parsed.querySelector('img')).toBeNull();
    expect([...parsed.scripts].map(({ type, textContent }) => [type, textContent!.length > 0])).toEqual([
      ['application/json', true],
      ['application/json', true],
      ['', true],
    ]);
    expect(parsed.scripts[2]!.textContent).toBe('run();');
    expect(parsed.querySelector('h1')!.textContent).toBe(hostile.replace('\0', '\uFFFD'));
    expect(JSON.parse(parsed.getElementById('diffuscope-view')!.textContent!)).toEqual({ text: hostile });
  });

  it('allows its script and its style by hash and nothing else', async () => {
    const parsed = new DOMParser().parseFromString((await page()).html, 'text/html');
    expect(parsed.querySelector('meta[http-equiv]')!.getAttribute('content')).toBe(
      "default-src 'none'; script-src 'sha256-S'; style-src 'sha256-T'; base-uri 'none'; form-action 'none'",
    );
  });

  it('gives its trace back', async () => {
    const { html, json } = await page();
    expect(exportKind(new TextEncoder().encode(html))).toBe('HTML');
    expect(parseTrace(traceOfPage(html))).toEqual(parseTrace(json));
  });

  it('refuses a page without a trace', () => {
    expect(() => traceOfPage('<!doctype html><p>')).toThrow('HTML');
  });
});
