/** A network of one graph, and the shadow graph beside it. */
import { DiffuscopeError } from '../../model/error.ts';
import type { Manifest, ModelVariant } from '../../model/manifest.ts';
import type { ModelSource } from '../model-source.ts';
import { floatOutput, type GraphRuntime } from './graph-runtime.ts';
import { chunksOf, refuseIfStopped } from './logits-chunks.ts';
import type { Network, ShadowForward } from './network.ts';
import { rowsPerRun } from './rows-per-run.ts';

export interface WholeOptions {
  /** Called when the graph is ready to run. */
  readonly onPart?: (() => void) | undefined;
  /** Rows whose logits are handed on at a time, on a GPU; all are made at once. Default: `rowsPerRun`. */
  readonly rowsAtOnce?: number | undefined;
}

/** @param loading where the network comes from; `source` where the shadow graph does. */
export async function openWholeNetwork(
  runtime: GraphRuntime,
  { vocabularySize }: Pick<Manifest['architecture'], 'vocabularySize'>,
  { parts, shadow }: Pick<ModelVariant, 'parts' | 'shadow'>,
  { loading, source }: { readonly loading: Pick<ModelSource, 'open'>; readonly source: Pick<ModelSource, 'open'> },
  { onPart, rowsAtOnce = rowsPerRun(vocabularySize) }: WholeOptions = {},
): Promise<Network> {
  const { Tensor } = runtime;
  const [part, ...more] = parts;
  if (part === undefined || more.length > 0) {
    const message = `The model has ${parts.length} parts and no embedding.`;
    throw new DiffuscopeError('bad-graph', message, 'Convert the model again.');
  }
  const session = await runtime.open(part, loading, 'stay');
  onPart?.();
  const sessions = [session];

  const openShadow = async (graph: NonNullable<typeof shadow>): Promise<ShadowForward> => {
    const opened = await runtime.open({ graph, data: part.data }, source, 'come');
    sessions.push(opened);
    return async ({ inputIds, rows, positions, lengths, bias }) => {
      const outputs = await opened.run({
        input_ids: new Tensor('int32', inputIds, [1, inputIds.length]),
        rows: new Tensor('int32', rows, [rows.length]),
        position_ids: new Tensor('int64', positions, [1, positions.length]),
        lengths: new Tensor('int64', lengths, [2]),
        attention_bias: new Tensor('float32', bias, [1, Number(lengths[1]), 1, inputIds.length]),
      });
      return floatOutput(outputs, 'logits').data as Float32Array;
    };
  };

  const pass: Network['pass'] = async function* (inputIds, rows, signal) {
    if (rows.length === 0) return;
    refuseIfStopped(signal);
    const outputs = await session.run({
      input_ids: new Tensor('int32', inputIds, [1, inputIds.length]),
      rows: new Tensor('int32', rows, [rows.length]),
    });
    yield* chunksOf(runtime, { outputs, first: 0, count: rows.length }, { vocabularySize, rowsAtOnce }, signal);
  };

  return {
    pass,
    async warmUp(inputIds) {
      const half = Int32Array.from({ length: Math.ceil(inputIds.length / 2) }, (_, row) => row);
      for await (const _ of pass(inputIds, half)) break;
    },
    // Not before it is asked for: it holds the weights in memory twice.
    shadowOf: shadow && openedLater(() => openShadow(shadow)),
    async release() {
      for (const each of sessions) await each.release();
    },
  };
}

/** A pass whose session is opened at its first call, and again after an opening that failed. */
export function openedLater(open: () => Promise<ShadowForward>): ShadowForward {
  let opening: Promise<ShadowForward> | undefined;
  return async (sequence) => {
    opening ??= open().catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return (await opening)(sequence);
  };
}
