/** onnxruntime-node: the graphs of a folder on the CPU, by their paths, so that the runtime maps weights beside them. */
import { openAsBlob } from 'node:fs';
import { join } from 'node:path';
import { env, InferenceSession, Tensor } from 'onnxruntime-node';
import type { ModelSource } from '../engine/model-source.ts';
import type { GraphRuntime } from '../engine/network/graph-runtime.ts';
import { DiffuscopeError } from '../model/error.ts';
import type { Manifest } from '../model/manifest.ts';

/** @param folder of the graphs that will be opened. */
export function openNodeRuntime(folder: string, threads: number): GraphRuntime {
  return {
    Tensor,
    version: env.versions.node ?? '',
    detail: threads === 1 ? '1 thread' : `${threads} threads`,
    async open({ graph }) {
      const options = { executionProviders: ['cpu'], intraOpNumThreads: threads, logSeverityLevel: 3 } as const;
      const session = await InferenceSession.create(join(folder, graph.name), options).catch(
        badGraph('The runtime rejects the graph'),
      );
      return {
        run: (feeds) => session.run(feeds).catch(badGraph('The graph does not run')),
        release: () => session.release(),
      };
    },
    read: async (tensor) => tensor.data as Float32Array,
  };
}

/** The files of a folder that were verified before. */
export function folderSource(folder: string, manifest: Manifest): ModelSource {
  return { manifest, fromCache: true, problem: () => null, open: ({ name }) => openAsBlob(join(folder, name)) };
}

const badGraph =
  (happened: string) =>
  (cause: unknown): never => {
    const words = cause instanceof Error ? cause.message : String(cause);
    const remedy = 'Convert the model again with "diffuscope convert".';
    throw new DiffuscopeError('bad-graph', `${happened}: ${words}`, remedy, cause);
  };
