/** A tiny model in parts of one layer each, of which one may hold values that 16-bit floats cannot. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderSource, openNodeRuntime } from '../../../src/cli/node-runtime.ts';
import { convert } from '../../../src/convert/convert.ts';
import type { GraphRuntime } from '../../../src/engine/network/graph-runtime.ts';
import { floatTensor, safetensorsBytes, TINY, tensorShapes, writeTiny } from '../../convert/fixture.ts';

const CONFIG = { ...TINY, num_hidden_layers: 3 };

export async function convertHalves(folder: string, overflowing?: number) {
  const { folder: checkpoint, weights } = writeTiny(CONFIG);
  // The layer does the same by larger numbers.
  const factors = new Map([
    [`model.layers.${overflowing}.mlp.up_proj.weight`, 2 ** 17],
    [`model.layers.${overflowing}.mlp.down_proj.weight`, 2 ** -17],
  ]);
  const tensors = Object.entries(tensorShapes(CONFIG)).map(([name, shape]) => {
    const values = weights.get(name)!.map((value) => value * (factors.get(name) ?? 1));
    return [name, floatTensor('F32', shape, values)] as const;
  });
  writeFileSync(join(checkpoint, 'model.safetensors'), safetensorsBytes(Object.fromEntries(tensors)));
  mkdirSync(folder, { recursive: true });
  return convert({ checkpoint, out: folder, variants: ['q4'], layout: 'split', partBytes: 1 });
}

export type HalfModel = Awaited<ReturnType<typeof convertHalves>>;

/** onnxruntime-node as a machine that computes in f16, and what was done with it. */
export function watchedHalves(folder: string, manifest: HalfModel) {
  /** Graphs, and how many were open with each. */
  const opened: [name: string, open: number][] = [];
  const files: string[] = [];
  let open = 0;
  const plain = openNodeRuntime(folder, 1);
  const runtime: GraphRuntime = {
    ...plain,
    half: { attempt: (work) => work() },
    async open(graphs, source, outputs) {
      // As a browser does.
      for (const file of [graphs.graph, ...graphs.data]) await source.open(file);
      const session = await plain.open(graphs, source, outputs);
      opened.push([graphs.graph.name, ++open]);
      return {
        run: (feeds) => session.run(feeds),
        release: () => {
          open--;
          return session.release();
        },
      };
    },
  };
  const source = folderSource(folder, manifest);
  const counted = {
    ...source,
    open(file: Parameters<typeof source.open>[0]) {
      files.push(file.name);
      return source.open(file);
    },
  };
  return { runtime, source: counted, opened, files, sessions: () => open };
}
