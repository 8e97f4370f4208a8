/** From the files of a variant to a network that runs: one session, or one for each part. */
import type { Manifest, ModelVariant } from '../../model/manifest.ts';
import type { ModelSource } from '../model-source.ts';
import type { GraphRuntime } from './graph-runtime.ts';
import type { Network } from './network.ts';
import { openSplitNetwork } from './split-network.ts';
import { openWholeNetwork } from './whole-network.ts';

/**
 * @param loading where the files come from while the network is opened; `source` where later ones do. They differ in who
 *   is told of progress.
 * @param onPart called when a part is ready to run.
 * @throws DiffuscopeError what the source and the runtime throw; `bad-model-file`.
 */
export function openNetwork(
  runtime: GraphRuntime,
  { architecture }: Pick<Manifest, 'architecture'>,
  variant: ModelVariant,
  { loading, source }: { readonly loading: ModelSource; readonly source: ModelSource },
  onPart: () => void = () => {},
): Promise<Network> {
  return variant.embedding === undefined
    ? openWholeNetwork(runtime, variant, loading, source, onPart)
    : openSplitNetwork(runtime, architecture, { ...variant, embedding: variant.embedding }, loading, onPart);
}
