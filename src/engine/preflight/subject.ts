/** A model as the preflight sees it: what is known of it before any of its weights are here. */
import { type Manifest, type ModelVariant, type Quantisation, variantFiles } from '../../model/manifest.ts';

/** The sizes that say what a pass costs. */
export type Geometry = Pick<
  Manifest['architecture'],
  'vocabularySize' | 'hiddenSize' | 'layers' | 'heads' | 'keyValueHeads' | 'headSize' | 'intermediateSize' | 'tiedHead'
>;

export interface PreflightSubject {
  readonly label: string;
  readonly geometry: Geometry;
  readonly quantisation: Quantisation;
  /** `whole`: one graph, token vectors among its weights. `split`: layers and head apart, token vectors on disk. */
  readonly layout: 'whole' | 'split';
  readonly contextLength: number;
  /** It has graphs that compute in 16-bit floats. */
  readonly half: boolean;
  /** Of the weights in the parts, where they are made; `null`: told from the geometry. */
  readonly weightBytes: number | null;
  /** Still to be downloaded; 0 where the model lies on disk already. */
  readonly downloadBytes: number;
  /** Whether the browser keeps it: a model that comes with the page is not stored. */
  readonly stored: boolean;
}

/** @param onDisk nothing of it is to be downloaded. @throws Error if the manifest lacks the variant. */
export function subjectOf(
  manifest: Manifest,
  quantisation: Quantisation,
  { onDisk, stored }: { readonly onDisk: boolean; readonly stored: boolean },
): PreflightSubject {
  const variant = manifest.variants[quantisation];
  if (variant === undefined) throw new Error(`the manifest has no ${quantisation}`);
  const files = [manifest.tokenizer, ...variantFiles(variant)];
  return {
    label: manifest.label,
    geometry: manifest.architecture,
    quantisation,
    layout: variant.embedding === undefined ? 'whole' : 'split',
    contextLength: manifest.contextLength,
    half: variant.parts.some((part) => part.half !== undefined),
    weightBytes: dataBytes(variant),
    downloadBytes: onDisk ? 0 : sumOf(files),
    stored,
  };
}

const sumOf = (files: readonly { readonly bytes: number }[]) => files.reduce((sum, { bytes }) => sum + bytes, 0);

const dataBytes = ({ parts }: ModelVariant) => sumOf(parts.flatMap(({ data }) => data));
