/** Checkpoints with the files, names, ids and configs of the published ones, small, through the whole conversion. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { convert } from '../../src/convert/convert.ts';
import { readCatalog } from '../../src/model/catalog.ts';
import { createTokenizer } from '../../src/model/tokenizer.ts';
import { type FamilyName, families } from '../../src/synth/family.ts';
import { synthesise } from '../../src/synth/synth.ts';
import { temporaryFolder } from './fixture.ts';
import { openParts } from './split-model.ts';

const catalog = readCatalog(JSON.parse(readFileSync('models/catalog.json', 'utf8')));
const VOCABULARY = 1024;

const expected: Record<FamilyName, { family: string; attention?: 'causal'; logitShift: 0 | 1; tiedHead: boolean }> = {
  'diffucoder-7b': { family: 'dream', logitShift: 1, tiedHead: false },
  'dream-7b': { family: 'dream', logitShift: 1, tiedHead: false },
  'llada-8b': { family: 'llada', logitShift: 0, tiedHead: false },
  'open-dcoder-0.5b': { family: 'qwen2', logitShift: 1, tiedHead: true },
  'qwen2.5-coder-0.5b': { family: 'qwen2', attention: 'causal', logitShift: 1, tiedHead: true },
};

test.each(Object.keys(families) as FamilyName[])('%s', async (name) => {
  const [checkpoint, out] = [temporaryFolder(), temporaryFolder()];
  await synthesise({
    like: name,
    out: checkpoint,
    seed: '1',
    layers: 2,
    hidden: 256,
    vocabulary: VOCABULARY,
    threads: 0,
  });
  const manifest = await convert({ checkpoint, out, variants: ['q4'], layout: 'split' });
  const { family, attention, logitShift, architecture, tokens, chatTemplate } = manifest;
  expect({ family, attention, logitShift, tiedHead: architecture.tiedHead }).toEqual({
    attention: undefined,
    ...expected[name],
  });

  // Ids keep their distance from the end of the vocabulary.
  const published = catalog.models.find(({ repository }) => repository === families[name].repository)!;
  const shift = VOCABULARY - families[name].geometry.vocabulary;
  const ids = { ...tokens, eos: new Set(tokens.eos) };
  const known = published.tokens;
  if (known.mask !== undefined) expect(ids.mask).toBe(known.mask + shift);
  if (known.pad !== undefined) expect(ids.pad).toBe(known.pad + shift);
  expect(ids.eos).toEqual(new Set(known.eos.map((id) => id + shift)));

  const tokenizer = createTokenizer(JSON.parse(readFileSync(join(out, 'tokenizer.json'), 'utf8')), manifest);
  const prompt = tokenizer.encodePrompt('def f(x):\n    return x');
  expect(tokenizer.decode(prompt)).toBe(chatTemplate.replace('{prompt}', 'def f(x):\n    return x'));
  const special = families[name].specialTokens.map(({ id }) => id + shift);
  expect(special).toContain(prompt[0]);

  const graph = await openParts(out, manifest, 'q4');
  const canvas = [...prompt, tokens.mask, tokens.mask];
  const logits = await graph(canvas, [prompt.length, prompt.length + 1]);
  expect(logits).toHaveLength(2 * VOCABULARY);
  expect(logits.every(Number.isFinite)).toBe(true);
});
