/** A planned variant as the manifest has it. */
import { createHash } from 'node:crypto';
import type { ModelFile, ModelVariant } from '../model/manifest.ts';
import type { PlannedVariant } from './plan.ts';
import type { PlannedFile, PlannedGraph } from './plan-files.ts';

/** Every file of weights. */
export function dataFiles({ embedding, parts }: PlannedVariant): PlannedFile[] {
  return [...(embedding?.files ?? []), ...parts.flatMap(({ data }) => data)];
}

export function graphFiles({ parts, shadow }: PlannedVariant): PlannedGraph[] {
  return [
    ...parts.flatMap(({ graph, half }) => (half === null ? [graph] : [graph, half])),
    ...(shadow === null ? [] : [shadow]),
  ];
}

/** @param hashes SHA-256 of every file, by name. */
export function describeVariant(planned: PlannedVariant, hashes: (fileName: string) => string): ModelVariant {
  const data = ({ name, bytes }: PlannedFile): ModelFile => ({ name, bytes, sha256: hashes(name) });
  const graph = ({ name, bytes }: PlannedGraph): ModelFile => ({ name, bytes: bytes.length, sha256: hashes(name) });
  const { quantisation, embedding, shadow } = planned;
  const table = embedding && { ...embedding, files: embedding.files.map(data) };
  const parts = planned.parts.map((part) => ({
    name: part.name,
    graph: graph(part.graph),
    ...(part.half && { half: graph(part.half) }),
    data: part.data.map(data),
  }));
  const hashed = [...(table?.files ?? []), ...parts.flatMap((part) => [part.graph, ...part.data])];
  return {
    quantisation,
    ...(table && { embedding: table }),
    parts,
    ...(shadow && { shadow: graph(shadow) }),
    sha256: variantHash(hashed),
  };
}

/** SHA-256 over the lines "<sha256> <name>\n", sorted by name. */
function variantHash(files: readonly ModelFile[]): string {
  const lines = [...files].sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ sha256, name }) => `${sha256} ${name}\n`);
  return createHash('sha256').update(lines.join('')).digest('hex');
}
