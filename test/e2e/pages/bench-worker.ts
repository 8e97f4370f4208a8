/** Measures whole decodes against bare passes inside one worker, on the CPU in WASM. */
import { openServedModel } from '../../../src/engine/served-model.ts';
import { openWasmSession } from '../../../src/engine/session.ts';
import type { Quantisation } from '../../../src/model/manifest.ts';
import { benchRequest, type DecodeRatio, measureDecodeRatio } from '../../bench/decode-ratio.ts';

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
  const session = await openWasmSession(data.runtimeUrl, variant, source);
  const loadMillis = performance.now() - start;
  const answer: BenchAnswer = {
    threads: session.detail,
    bytes: wanted.reduce((sum, file) => sum + file.bytes, 0),
    loadMillis,
    ...(await measureDecodeRatio(session.logitsOf, manifest, benchRequest(manifest, data.prompt), data.rounds)),
  };
  self.postMessage(answer);
};
