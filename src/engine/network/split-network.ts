/**
 * A network in parts, each a session of its own on one runtime: groups of layers, which hand hidden states on, then the
 * head, which runs for so many rows at a time that their logits stay below 48 MiB.
 *
 * On a GPU, hidden states and logits stay there. Its driver resets a device on which one submission takes too long (two
 * seconds on Windows). onnxruntime submits after every 16 dispatches (`max_num_pending_dispatches_` in its
 * `webgpu_context.h`), which is less than one layer: at most 0.12 TFLOP for 256 tokens of a 7B model, 0.6 s on a GPU of
 * 200 GFLOPS. What it does not do is wait, so that a whole pass would pile up in the queue, with nothing to stop it:
 * here a part is waited for before the next is submitted. The head's product is cut into slices of at most 16384 tokens,
 * and its rows into chunks, so that no submission of it is longer than one of a layer.
 */
import type { Tensor } from 'onnxruntime-web/wasm';
import type { StopSignal } from '../../model/error.ts';
import type { Manifest, ModelVariant } from '../../model/manifest.ts';
import type { ModelSource } from '../model-source.ts';
import { floatOutput, type GraphRuntime } from './graph-runtime.ts';
import { chunksOf, free, refuseIfStopped } from './logits-chunks.ts';
import type { LogitsChunk, Network } from './network.ts';
import { type HalfUse, type OpenPart, partOpener } from './part-opener.ts';
import { rowsPerRun } from './rows-per-run.ts';
import { openTokenVectors } from './token-vectors.ts';

type SplitVariant = Pick<ModelVariant, 'parts'> & { readonly embedding: NonNullable<ModelVariant['embedding']> };

export interface SplitOptions {
  /** Called when a part is ready to run. */
  readonly onPart?: (() => void) | undefined;
  /** Default: `rowsPerRun`. */
  readonly rowsAtOnce?: number | undefined;
  /** Default: none. */
  readonly half?: HalfUse | undefined;
}

/** Opens part after part, so that no more than one part's files are in the heap; what is open is freed on failure. */
export async function openSplitNetwork(
  runtime: GraphRuntime,
  { vocabularySize, hiddenSize }: Manifest['architecture'],
  { embedding, parts }: SplitVariant,
  source: ModelSource,
  { onPart, rowsAtOnce = rowsPerRun(vocabularySize), half = { kind: 'none' } }: SplitOptions = {},
): Promise<Network> {
  const { Tensor } = runtime;
  const vectors = await openTokenVectors(embedding, { vocabularySize, hiddenSize }, source);
  const opened: OpenPart[] = [];
  const release = async () => {
    for (const { session } of opened.splice(0)) await session.release();
  };
  try {
    const open = await partOpener(runtime, source, half, { vectors, hiddenSize });
    for (const part of parts) {
      opened.push(await open(part));
      onPart?.();
    }
  } catch (error) {
    await release().catch(() => {});
    throw error;
  }
  const groups = opened.slice(0, -1);
  const head = opened.at(-1)!.session;

  async function hiddenStates(
    inputIds: Int32Array,
    through: readonly OpenPart[],
    signal?: StopSignal,
  ): Promise<Tensor> {
    const shape = [1, inputIds.length, hiddenSize];
    let hidden: Tensor = new Tensor('float32', await vectors.of(inputIds), shape);
    for (const { session } of through) {
      try {
        refuseIfStopped(signal);
        const next = floatOutput(await session.run({ hidden }), 'hidden_next');
        free(hidden);
        hidden = next;
      } catch (error) {
        free(hidden);
        throw error;
      }
    }
    return hidden;
  }

  async function* chunks(hidden: Tensor, rows: Int32Array, signal?: StopSignal): AsyncGenerator<LogitsChunk, void> {
    for (let first = 0; first < rows.length; first += rowsAtOnce) {
      refuseIfStopped(signal);
      const asked = rows.slice(first, first + rowsAtOnce);
      const outputs = await head.run({ hidden, rows: new Tensor('int32', asked, [asked.length]) });
      yield* chunksOf(runtime, { outputs, first, count: asked.length }, { vocabularySize, rowsAtOnce }, signal);
    }
  }

  return {
    async *pass(inputIds, rows, signal) {
      const hidden = await hiddenStates(inputIds, groups, signal);
      try {
        yield* chunks(hidden, rows, signal);
      } finally {
        free(hidden);
      }
    },
    // Groups of layers of one precision run the same shaders: one of each is enough.
    async warmUp(inputIds) {
      const ofEach = groups.filter(({ half }, i) => groups.findIndex((group) => group.half === half) === i);
      const hidden = await hiddenStates(inputIds, ofEach);
      try {
        for await (const _ of chunks(hidden, Int32Array.of(0))) break;
      } finally {
        free(hidden);
      }
    },
    ...(half.kind !== 'none' && { halves: { groups: groups.length, names: halfNames(parts, opened) } }),
    release,
  };
}

function halfNames(parts: SplitVariant['parts'], opened: readonly OpenPart[]): string[] {
  return parts.filter((_, i) => opened[i]!.half).map(({ name }) => name);
}
