import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { PlannedVariant } from '../../src/convert/plan.ts';
import { findStrategy } from '../../src/decode/strategies/registry.ts';
import { readCatalog } from '../../src/model/catalog.ts';
import { variantFiles } from '../../src/model/manifest.ts';
import { families } from '../../src/synth/family.ts';
import { catalogShapes, plannedOf } from './catalog-network.ts';
import { pocketManifest } from './pocket.ts';

const { models } = readCatalog(JSON.parse(readFileSync('models/catalog.json', 'utf8')));

function bytesOf({ embedding, parts, shadow }: PlannedVariant): number {
  const data = [...(embedding?.files ?? []), ...parts.flatMap((part) => part.data)];
  const graphs = [...parts.flatMap(({ graph, half }) => [graph, half]), shadow].filter((graph) => graph !== null);
  return data.reduce((sum, { bytes }) => sum + bytes, 0) + graphs.reduce((sum, { bytes }) => sum + bytes.length, 0);
}

describe.each(models.map((model) => [model.id, model] as const))('%s', (_, model) => {
  test('has the parameters, the checkpoint and the variants that its geometry gives', () => {
    const parameters = Object.values(catalogShapes(model))
      .map((shape) => shape.reduce((product, size) => product * size, 1))
      .reduce((sum, size) => sum + size, 0);
    const variants = (['f32', 'u8', 'q4'] as const).map((name) => [name, { bytes: bytesOf(plannedOf(model, name)) }]);
    expect({ parameters, variants: model.variants }).toEqual({
      parameters: model.parameters,
      variants: Object.fromEntries(variants),
    });
    // Two bytes a parameter, and less than a MB of names; the embedded model's are four.
    const size = model.id === 'pocket' ? 4 : 2;
    if (model.checkpointBytes !== undefined) {
      expect(Math.abs(model.checkpointBytes - size * parameters)).toBeLessThan(1e6);
    }
  });

  test('has the id that a conversion gives it', () => {
    if (model.repository !== undefined) expect(model.id).toBe(model.repository.split('/')[1]!.toLowerCase());
  });

  test('is asked what its strategy, its context and its steps allow', () => {
    const { strategy, canvasLength, steps, blockLength = canvasLength } = model.defaults;
    expect(() => findStrategy(strategy)).not.toThrow();
    expect(canvasLength).toBeLessThan(model.contextLength);
    expect(canvasLength % blockLength).toBe(0);
    expect(steps).toBeLessThanOrEqual(canvasLength);
    for (const prompt of model.prompts) expect(prompt).toBe(prompt.trim());
  });
});

test('the embedded model takes what its manifest says', () => {
  const { variants, architecture, contextLength, tokens, chatTemplate, label } = models[0]!;
  for (const variant of Object.values(pocketManifest.variants)) {
    const bytes = variantFiles(variant).reduce((sum, file) => sum + file.bytes, 0);
    expect(variants[variant.quantisation]).toEqual({ bytes });
  }
  expect({ architecture, contextLength, tokens, chatTemplate, label }).toEqual({
    architecture: pocketManifest.architecture,
    contextLength: pocketManifest.contextLength,
    tokens: pocketManifest.tokens,
    chatTemplate: pocketManifest.chatTemplate,
    label: pocketManifest.label,
  });
});

test('checkpoints that can be synthesised have the same geometry', () => {
  for (const { repository, geometry } of Object.values(families)) {
    const { architecture } = models.find((model) => model.repository === repository)!;
    expect(architecture).toMatchObject({
      vocabularySize: geometry.vocabulary,
      hiddenSize: geometry.hidden,
      layers: geometry.layers,
      headSize: geometry.headSize,
      keyValueHeads: geometry.keyValueHeads,
      intermediateSize: geometry.intermediate,
    });
  }
});
