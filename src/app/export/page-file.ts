/** A decode as a page of its own, in the worker of the exports. */
import { decodePage, type InlineText } from '../../export/decode-page.ts';
import { provenanceOf } from '../../export/provenance.ts';
import { DiffuscopeError } from '../../model/error.ts';
import { traceToJson } from '../../trace/json.ts';
import type { DecodeTrace } from '../../trace/types.ts';
import type { Words } from '../../words/words.ts';
import style from '../player/player.css?raw';
import script from '../player/player.js?raw';
import { pageView } from './page-view.ts';

/** @throws DiffuscopeError `bad-settings` where the browser offers no cryptography. */
export async function pageFile(trace: DecodeTrace, t: Words): Promise<Blob> {
  const parts = {
    provenance: provenanceOf(trace),
    traceJson: traceToJson(trace),
    view: pageView(trace, t),
    script: await hashed(script),
    style: await hashed(style),
  };
  return new Blob([decodePage(parts, t)], { type: 'text/html' });
}

async function hashed(text: string): Promise<InlineText> {
  if (crypto.subtle === undefined) {
    const what = 'The page cannot be made: this address is not secure, so the browser offers no hashes.';
    throw new DiffuscopeError('bad-settings', what, 'Open Diffuscope over https or on localhost.');
  }
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return { text, hash: btoa(String.fromCharCode(...digest)) };
}
