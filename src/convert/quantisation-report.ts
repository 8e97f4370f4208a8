/** `quantisation.json`: what fewer bits cost each tensor. For people; nothing of Diffuscope reads it. */
import type { Fit } from './kernels/blocks.ts';
import { matrixShape, type SourceFormat } from './recipe.ts';
import type { Outcome } from './run/run.ts';

export interface QuantisedTensor {
  /** As the checkpoint names it. */
  readonly tensor: string;
  /** Where it is stored: the file, and the name in the graph. */
  readonly stored: string;
  readonly format: SourceFormat;
  readonly weights: number;
  /** √(Σ(w − ŵ)² / Σw²). */
  readonly relativeError: number;
  /** max |w − ŵ|. */
  readonly largestError: number;
}

/** Those that lost anything at all may be listed: `f32` tensors are not. */
export function quantisedTensors(errors: Outcome['errors']): QuantisedTensor[] {
  return errors
    .filter(({ consumer }) => consumer.format !== 'f32' && consumer.format !== 'f32-transposed')
    .map(({ consumer: { source, label, format }, sums }) => {
      const [rows, columns] = matrixShape(source);
      return {
        tensor: source.name,
        stored: label,
        format,
        weights: rows * columns,
        relativeError: sums.squares === 0 ? 0 : Math.sqrt(sums.errorSquares / sums.squares),
        largestError: Math.sqrt(sums.largestSquare),
      };
    });
}

/** The file's text. */
export function quantisationJson(fit: Fit, tensors: readonly QuantisedTensor[]): string {
  return `${JSON.stringify({ format: 'diffuscope-quantisation', schemaVersion: 1, fit, tensors }, null, 1)}\n`;
}
