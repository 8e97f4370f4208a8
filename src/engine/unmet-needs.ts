/** Apart from the predictor, so that the page knows what a model lacks without what runs it. */
import type { Need } from '../decode/types.ts';
import type { Manifest, Quantisation } from '../model/manifest.ts';

/** What a variant of a model cannot give to a strategy. */
export function unmetNeeds({ variants, background, attention }: Manifest, quantisation: Quantisation): readonly Need[] {
  return [
    ...(variants[quantisation]?.shadow === undefined ? ['shadow' as const] : []),
    ...(background === undefined ? ['background' as const] : []),
    // Nor has such a model learned what a masked prompt is.
    ...(attention === 'causal' ? (['both-sides', 'guidance'] as const) : []),
  ];
}
