/** From the files of a variant to a network that runs: one session, or one for each part. */
import type { Manifest, ModelVariant } from '../../model/manifest.ts';
import type { ModelSource } from '../model-source.ts';
import type { GraphRuntime } from './graph-runtime.ts';
import type { Network } from './network.ts';
import { openSplitNetwork, type SplitOptions } from './split-network.ts';
import { openWholeNetwork } from './whole-network.ts';

/**
 * @param loading where the files come from while the network is opened; `source` where later ones do. They differ in who
 *   is told of progress.
 * @param options of a network in parts; of a whole one, `onPart` alone.
 * @throws DiffuscopeError what the source and the runtime throw; `bad-model-file`.
 */
export function openNetwork(
  runtime: GraphRuntime,
  { architecture }: Pick<Manifest, 'architecture'>,
  variant: ModelVariant,
  { loading, source }: { readonly loading: ModelSource; readonly source: ModelSource },
  options: Pick<SplitOptions, 'onPart' | 'half'> = {},
): Promise<Network> {
  return variant.embedding === undefined
    ? openWholeNetwork(runtime, architecture, variant, { loading, source }, options)
    : openSplitNetwork(runtime, architecture, { ...variant, embedding: variant.embedding }, loading, options);
}
