/** What `npm run test:scale` measured, as docs/scale.md. */
import { writeFileSync } from 'node:fs';
import { root } from '../setup.js';

const megabytes = (/** @type {number} */ bytes) => `${Math.round(bytes / 1e6).toLocaleString('en')} MB`;
const rate = (/** @type {number} */ bytes) => `${Math.round(bytes / 1e6).toLocaleString('en')} MB/s`;
const seconds = (/** @type {number} */ value) => `${value.toFixed(value < 10 ? 1 : 0)} s`;

/** @param {any} results */
export function writeScaleReport(results) {
  const { date, machine, layers, synth, convert, download, load, pass } = results;
  const partSeconds = load.parts.map((/** @type {{ seconds: number }} */ part) => part.seconds);
  const range =
    partSeconds.length === 0 ? '' : `${seconds(Math.min(...partSeconds))} to ${seconds(Math.max(...partSeconds))}`;
  const peaks = (/** @type {string} */ name, /** @type {any} */ p) =>
    `| ${name} | ${[p.page, p.workers, p.javascript, p.wasm, p.renderer, p.gpu, p.processes].map(megabytes).join(' | ')} |`;
  const text = `# A model of 7B, measured

What \`npm run test:scale\` printed last: a checkpoint of DiffuCoder-7B's geometry (${layers} layers, 3584 wide, vocabulary
152 064) with weights drawn from a seed, converted to q4, downloaded from localhost to the browser's private file system
and loaded from there, on a software GPU. Written by the script; change nothing here.

${date} · ${machine.cpu}, ${machine.cores} cores, ${megabytes(machine.memoryBytes)} · Node ${machine.node} · Chromium ${machine.chromium} · ${load.detail}

| step | bytes | time | rate | peak memory |
| --- | --- | --- | --- | --- |
| \`diffuscope synth\` | ${megabytes(synth.bytes)} written | ${seconds(synth.seconds)} | ${rate(synth.bytesPerSecond)} | ${megabytes(synth.peakBytes)} |
| \`diffuscope convert --quant q4\` | ${megabytes(synth.bytes)} read, ${megabytes(convert.bytes)} written | ${seconds(convert.seconds)} | ${rate(convert.bytesPerSecond)} read | ${megabytes(convert.peakBytes)} |
| download, verified | ${megabytes(download.bytes)} | ${seconds(download.seconds)} | ${rate(download.bytesPerSecond)} | below |
| load to the GPU | ${megabytes(load.bytes)} | ${seconds(load.seconds)} | ${rate(load.bytesPerSecond)} | below |

Loading: ${load.parts.length} pieces, ${range} each.

Peaks in the browser:

| | page's heap | workers' heaps | JavaScript in all | WASM heap | renderer | GPU process | all processes |
| --- | --- | --- | --- | --- | --- | --- | --- |
${peaks('download', download.peaks)}
${peaks('load', load.peaks)}
${peaks(`one pass, ${pass.layers} layers`, pass.peaks)}

A heap is what V8 has in use and the array buffers beside it, looked at four times a second; WASM heaps never shrink, so
theirs is exact. Of a process it is the most that was ever resident, as the kernel counts it, its share of the browser's
own code included; of all of them together, four times a second. A software GPU keeps its buffers in the GPU process.

A pass of all layers would take the software GPU half an hour. What ran is a network of ${pass.layers} layers of the same
width with the whole vocabulary: ${pass.tokens} tokens in ${seconds(pass.seconds)}, ${pass.bytesToJavaScript.toLocaleString('en')} bytes to JavaScript, the
same tokens as onnxruntime on the CPU in Node, log-probabilities within ${pass.largestDifference.toExponential(0)}.

What it needs: Linux, ${layers === 28 ? '30 GB' : `${(4 + layers * 0.93).toFixed(0)} GB`} of disk in \`--folder\`, 16 GB of memory (the software GPU holds the weights).
`;
  writeFileSync(`${root}docs/scale.md`, text);
}
