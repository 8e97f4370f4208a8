/** A network of one graph, and the shadow graph beside it. */
import { DiffuscopeError } from '../../model/error.ts';
import type { ModelVariant } from '../../model/manifest.ts';
import type { ModelSource } from '../model-source.ts';
import { floatOutput, type GraphRuntime, type GraphSession } from './graph-runtime.ts';
import { type Network, networkOf, type ShadowForward } from './network.ts';

export async function openWholeNetwork(
  runtime: GraphRuntime,
  { parts, shadow }: ModelVariant,
  loading: ModelSource,
  source: ModelSource,
  onPart: () => void = () => {},
): Promise<Network> {
  const { Tensor } = runtime;
  const [part, ...more] = parts;
  if (part === undefined || more.length > 0) {
    const message = `The model has ${parts.length} parts and no embedding.`;
    throw new DiffuscopeError('bad-graph', message, 'Convert the model again.');
  }
  const session = await runtime.open(part, loading, 'come');
  onPart();
  const sessions = [session];
  const openShadow = async (graph: NonNullable<typeof shadow>): Promise<ShadowForward> => {
    const opened = await runtime.open({ graph, data: part.data }, source, 'come');
    sessions.push(opened);
    return ({ inputIds, rows, positions, lengths, bias }) =>
      logits(opened, {
        input_ids: new Tensor('int32', inputIds, [1, inputIds.length]),
        rows: new Tensor('int32', rows, [rows.length]),
        position_ids: new Tensor('int64', positions, [1, positions.length]),
        lengths: new Tensor('int64', lengths, [2]),
        attention_bias: new Tensor('float32', bias, [1, Number(lengths[1]), 1, inputIds.length]),
      });
  };
  const network = networkOf(
    (inputIds, rows) =>
      logits(session, {
        input_ids: new Tensor('int32', inputIds, [1, inputIds.length]),
        rows: new Tensor('int32', rows, [rows.length]),
      }),
    // Not before it is asked for: it holds the weights in memory twice.
    shadow && openedLater(() => openShadow(shadow)),
  );
  return {
    ...network,
    async release() {
      for (const each of sessions) await each.release();
    },
  };
}

async function logits(session: GraphSession, feeds: Parameters<GraphSession['run']>[0]): Promise<Float32Array> {
  return floatOutput(await session.run(feeds), 'logits').data as Float32Array;
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
