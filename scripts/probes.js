/** Writes the graphs by which the page measures a machine to public/probes, and the answer by which it tries a GPU. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { register } from 'tsx/esm/api';
import { root } from './setup.js';

register();
const { probeGraph } = await import('../src/convert/probe.ts');
const { probeSizes } = await import('../src/model/probe-size.ts');
const { makeKnownAnswer } = await import('../src/cli/known-answer.ts');
const { parseManifest } = await import('../src/model/manifest.ts');

mkdirSync(`${root}public/probes`, { recursive: true });
for (const quantisation of /** @type {const} */ (['f32', 'u8', 'q4'])) {
  for (const { name, width } of probeSizes) {
    const bytes = probeGraph(quantisation, width);
    writeFileSync(`${root}public/probes/${quantisation}-${name}.onnx`, bytes);
    console.log(`${quantisation}-${name}.onnx: ${bytes.length} bytes`);
  }
}

const pocket = `${root}models/pocket/`;
const { tokens } = parseManifest(readFileSync(`${pocket}manifest.json`, 'utf8'));
const known = JSON.stringify(await makeKnownAnswer(pocket, tokens.mask));
writeFileSync(`${pocket}known-answer.json`, `${known}\n`);
console.log(`known-answer.json: ${known.length} bytes`);
