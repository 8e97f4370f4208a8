/** Writes the graphs by which the page measures a machine to public/probes. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { register } from 'tsx/esm/api';
import { root } from './setup.js';

register();
const { probeGraph } = await import('../src/convert/probe.ts');
const { probeSizes } = await import('../src/model/probe-size.ts');

mkdirSync(`${root}public/probes`, { recursive: true });
for (const quantisation of /** @type {const} */ (['f32', 'u8', 'q4'])) {
  for (const { name, width } of probeSizes) {
    const bytes = probeGraph(quantisation, width);
    writeFileSync(`${root}public/probes/${quantisation}-${name}.onnx`, bytes);
    console.log(`${quantisation}-${name}.onnx: ${bytes.length} bytes`);
  }
}
