/**
 * A decode as one HTML page that needs nothing else: the whole trace as inert JSON, one script, one style sheet. Its CSP
 * allows exactly these two, by hash, and no request to anywhere.
 */
import type { Words } from '../words/words.ts';
import type { Provenance } from './provenance.ts';

/** What the page is made of. */
export interface PageParts {
  readonly provenance: Provenance;
  /** The trace as its file has it. */
  readonly traceJson: string;
  /** What the script needs beside the trace. */
  readonly view: object;
  readonly script: InlineText;
  readonly style: InlineText;
}

export interface InlineText {
  readonly text: string;
  /** SHA-256 of its UTF-8, base64. */
  readonly hash: string;
}

/** Begins the trace inside the page; it ends before the next `<`. */
export const TRACE_MARKER = '<script type="application/json" id="diffuscope-trace">';

/** The page, UTF-8. Colour modes are values of the `<select>`, which the script knows. */
export function decodePage({ provenance, traceJson, view, script, style }: PageParts, t: Words): string {
  const csp = [
    "default-src 'none'",
    `script-src 'sha256-${script.hash}'`,
    `style-src 'sha256-${style.hash}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const { promptText, model, request, runtime, createdAt, version } = provenance;
  const facts: readonly (readonly [term: string, fact: string])[] = [
    [t('Model'), `${model.label} · ${model.quantisation} · ${model.sha256.slice(0, 12)}`],
    [t('Strategy'), request.strategy],
    [t('Canvas'), `${request.canvasLength}`],
    [t('Steps'), `${request.steps}`],
    [t('Seed'), request.seed],
    [t('Recorded'), `${createdAt} · Diffuscope ${version} · ${runtime.provider}`],
  ];
  const option = (value: string, label: string): string => `<option value="${value}">${escapeHtml(label)}</option>`;
  return `<!doctype html>
<html lang="${t.language === 'zh' ? 'zh-Hans' : t.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${csp}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="Diffuscope ${escapeHtml(version)}">
<title>${escapeHtml(oneLineTitle(promptText))} · Diffuscope</title>
<style>${style.text}</style>
</head>
<body>
<header>
<h1>${escapeHtml(promptText)}</h1>
<p class="muted">${escapeHtml(t('Outlined: masked, with the best guess so far. Filled: committed.'))}</p>
</header>
<main>
<section class="panel" aria-label="${escapeHtml(t('Canvas'))}">
<div class="bar">
<button id="play" type="button">${escapeHtml(t('Play'))}</button>
<input id="scrub" type="range" min="0" max="0" value="0" aria-label="${escapeHtml(t('Step'))}">
<span id="count"></span>
</div>
<div class="bar">
<label>${escapeHtml(t('Colour tokens by'))}
<select id="colour">${option('order', t('Order'))}${option('confidence', t('Confidence'))}${option('entropy', t('Entropy'))}${option('age', t('Age'))}${option('revisions', t('Revisions'))}</select></label>
<span class="ramp"><span id="least"></span><i id="ramp"></i><span id="most"></span></span>
</div>
<div id="canvas" tabindex="0" role="group" aria-label="${escapeHtml(t('Token canvas'))}" aria-describedby="detail"></div>
<div id="detail" aria-live="polite"></div>
</section>
<section class="panel" aria-label="${escapeHtml(t('Provenance'))}">
<dl>
${facts.map(([term, fact]) => `<dt>${escapeHtml(term)}</dt><dd>${escapeHtml(fact)}</dd>`).join('\n')}
</dl>
</section>
</main>
${TRACE_MARKER}${inertJson(traceJson)}</script>
<script type="application/json" id="diffuscope-view">${inertJson(JSON.stringify(view))}</script>
<script>${script.text}</script>
</body>
</html>
`;
}

/** JSON has `<` in texts only, where it has an escape: nothing in it can end the element or open a comment. */
function inertJson(json: string): string {
  return json.replaceAll('<', '\\u003c');
}

function oneLineTitle(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"'\0]/g, (character) => (character === '\0' ? '\uFFFD' : `&#${character.charCodeAt(0)};`));
}
