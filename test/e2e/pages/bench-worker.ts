/** Measures whole decodes against bare passes inside one worker, on the CPU in WASM. */
import { allLogits } from '../../../src/engine/network/network.ts';
import { openNetwork } from '../../../src/engine/network/open-network.ts';
import { openWasmRuntime } from '../../../src/engine/network/web-runtime.ts';
import { openServedModel } from '../../../src/engine/served-model.ts';
import type { Quantisation } from '../../../src/model/manifest.ts';
import { benchRequest, type DecodeRatio, measureDecodeRatio } from '../../bench/decode-ratio.ts';
import type { Forward } from '../../engine/network/function-network.ts';

export interface BenchQuestion {
  readonly modelUrl: string;
  readonly runtimeUrl: string;
  readonly quantisation: Quantisation;
  readonly prompt: Int32Array;
  readonly rounds: number;
}

export interface BenchAnswer extends DecodeRatio {
  readonly threads: string;
  readonly bytes: number;
  /** Model files fetched and verified, and the session created. */
  readonly loadMillis: number;
}

self.onmessage = async ({ data }: MessageEvent<BenchQuestion>) => {
  const start = performance.now();
  const source = await openServedModel(data.modelUrl);
  const { manifest } = source;
  const variant = manifest.variants[data.quantisation]!;
  const wanted = variant.parts.flatMap((part) => [part.graph, ...part.data]);
  const runtime = await openWasmRuntime(data.runtimeUrl);
  const network = await openNetwork(runtime, manifest, variant, { loading: source, source });
  const logitsOf: Forward = (ids, rows) => allLogits(network, ids, rows);
  const loadMillis = performance.now() - start;
  const answer: BenchAnswer = {
    threads: runtime.detail,
    bytes: wanted.reduce((sum, file) => sum + file.bytes, 0),
    loadMillis,
    ...(await measureDecodeRatio(logitsOf, manifest, benchRequest(manifest, data.prompt), data.rounds)),
  };
  self.postMessage(answer);
};
