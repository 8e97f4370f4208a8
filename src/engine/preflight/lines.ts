/** The lines of the preflight, one for each thing that can be missing, with what to do if it is. */
import { bytesText } from './amounts.ts';
import type { MachineFacts } from './facts.ts';
import type { Needs } from './needs.ts';
import type { PreflightSubject } from './subject.ts';

/** `fail`: it cannot run so. `warn`: it runs, but slower or less safely. */
type Level = 'ok' | 'warn' | 'fail';

export interface PreflightLine {
  readonly id: 'adapter' | 'limits' | 'precision' | 'memory' | 'storage' | 'jspi' | 'isolation' | 'speed';
  readonly level: Level;
  /** What is, sentences ready to show. */
  readonly text: string;
  /** What to do about it; empty where nothing is wrong. */
  readonly remedy: string;
}

type Provider = 'webgpu' | 'wasm';

const line = (id: PreflightLine['id'], level: Level, text: string, remedy = ''): PreflightLine => ({
  id,
  level,
  text,
  remedy,
});

/** What the WASM heap can hold: 4 GiB less what the runtime and its copies take. */
const WASM_HEAP = 3.5 * 2 ** 30;

const withWebGpu = 'Use Chrome or Edge 113, Safari 26, Firefox 141 or newer, over https or on localhost.';
const withGpu =
  'Switch hardware acceleration on in the settings of the browser and update the graphics driver; on Linux, start Chrome with --enable-features=Vulkan --enable-unsafe-webgpu.';

export function adapterLine({ gpu, browser }: MachineFacts, provider: Provider): PreflightLine {
  const missed: Level = provider === 'webgpu' ? 'fail' : 'warn';
  if (gpu.kind === 'no-api') return line('adapter', missed, `${browser} has no WebGPU here.`, withWebGpu);
  if (gpu.kind === 'no-adapter') return line('adapter', missed, `${browser} offers no GPU.`, withGpu);
  const { name, software } = gpu;
  if (software) return line('adapter', 'warn', `${name}: emulated in software, about 100 times slower.`, withGpu);
  if (provider === 'wasm') return line('adapter', 'ok', `${name} in ${browser}; not used, as WASM is chosen.`);
  return line('adapter', 'ok', `${name} in ${browser}.`);
}

/** A tensor must fit a buffer; one that is larger than a binding is bound in pieces by the runtime. */
export function limitsLine({ gpu }: MachineFacts, provider: Provider, { largestTensor }: Needs): PreflightLine[] {
  if (provider === 'wasm' || gpu.kind !== 'adapter') return [];
  const { maxBufferSize, maxStorageBufferBindingSize } = gpu.limits;
  const largest = bytesText(largestTensor);
  if (largestTensor > maxBufferSize) {
    const text = `The largest tensor has ${largest}, a buffer here at most ${bytesText(maxBufferSize)}.`;
    return [line('limits', 'fail', text, 'Choose a smaller model, 4-bit weights, or another browser or GPU.')];
  }
  const room = `The largest tensor has ${largest}; a buffer may have ${bytesText(maxBufferSize)}`;
  const binding = bytesText(maxStorageBufferBindingSize);
  const how = largestTensor > maxStorageBufferBindingSize ? 'bound in pieces of at most' : 'a binding';
  return [line('limits', 'ok', `${room}, ${how} ${binding}.`)];
}

/** No browser says how much memory a GPU has: where it shares the machine's, that is the bound. */
export function memoryLine({ memory }: MachineFacts, provider: Provider, needs: Needs): PreflightLine {
  const parts = `${bytesText(needs.layers)} of layers, ${bytesText(needs.head)} of head, ${bytesText(
    needs.activations,
  )} of activations, ${bytesText(needs.logits)} of logits`;
  const smaller = 'Choose a smaller model or smaller weights, or a shorter canvas.';
  if (provider === 'wasm') {
    const text = `${bytesText(needs.total)} in memory: ${parts}.`;
    if (needs.total <= WASM_HEAP) return line('memory', 'ok', text);
    const bound = `WebAssembly ends at 4 GiB, and the model takes ${bytesText(needs.total)}: ${parts}.`;
    return line('memory', 'fail', bound, 'It needs a GPU: see above. Or choose a smaller model or smaller weights.');
  }
  const text = `${bytesText(needs.total)} on the GPU: ${parts}.`;
  if (memory === null || needs.total <= memory / 2) return line('memory', 'ok', text);
  const tight = `${text} The machine has about ${bytesText(memory)}, which a GPU without memory of its own shares.`;
  return line('memory', 'warn', tight, `Close other programs and tabs. ${smaller}`);
}

export function storageLine({ storage }: MachineFacts, subject: PreflightSubject): PreflightLine {
  const { downloadBytes, stored } = subject;
  if (downloadBytes === 0) return line('storage', 'ok', 'Nothing is to be downloaded.');
  const needed = bytesText(downloadBytes);
  if (!stored) return line('storage', 'ok', `${needed} to load, kept in the cache if there is room.`);
  if (storage === null) {
    const remedy = 'Open the page over https or on localhost, and not in a private window.';
    return line('storage', 'fail', 'The browser stores nothing for this page.', remedy);
  }
  const free = bytesText(storage.free);
  if (downloadBytes > storage.free) {
    const text = `${needed} to store, and the browser gives this page ${free} more.`;
    return line('storage', 'fail', text, 'Free disk space, delete other models here, or leave the private window.');
  }
  const text = `${needed} to store, ${free} free.`;
  if (storage.persisted) return line('storage', 'ok', text);
  const fleeting = `${text} The browser may delete it when the disk runs full.`;
  return line('storage', 'warn', fleeting, 'Bookmark or install the page, so that the browser keeps what it stores.');
}

export function precisionLine(
  { gpu }: MachineFacts,
  provider: Provider,
  { half }: Pick<PreflightSubject, 'half'>,
): PreflightLine[] {
  if (provider === 'wasm' || gpu.kind !== 'adapter') return [];
  if (!gpu.f16) return [line('precision', 'ok', 'The GPU computes in 32-bit floats only, and so does the model.')];
  const use = half
    ? 'layers use them where a trial, at the first load, finds that they agree with 32.'
    : 'this model uses 32.';
  return [line('precision', 'ok', `The GPU computes in 16-bit floats; ${use}`)];
}

export function jspiLine({ jspi }: MachineFacts, provider: Provider): PreflightLine[] {
  if (provider === 'wasm') return [];
  if (jspi) return [line('jspi', 'ok', 'WebAssembly waits for promises: weights stream from disk to the GPU.')];
  const text = 'WebAssembly cannot wait for promises: each file is held in memory while it loads, up to 1 GB.';
  return [line('jspi', 'warn', text, 'Use Chrome or Edge 137 or newer where loading fails.')];
}

export function isolationLine({ isolated, cores }: MachineFacts, provider: Provider): PreflightLine {
  if (isolated) return line('isolation', 'ok', `The page is isolated: WebAssembly may use threads on ${cores} cores.`);
  const text = 'The page is not isolated: WebAssembly has one thread.';
  const remedy = 'Serve the page with the headers of "npm start" (COOP and COEP).';
  return line('isolation', provider === 'wasm' ? 'warn' : 'ok', text, provider === 'wasm' ? remedy : '');
}
