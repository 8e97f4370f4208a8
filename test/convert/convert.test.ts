import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { convert } from '../../src/convert/convert.ts';
import { parseManifest, variantFiles } from '../../src/model/manifest.ts';
import { TINY, temporaryFolder, writeTiny } from './fixture.ts';
import { CHECKPOINT, POCKET, pocketManifest } from './pocket.ts';

const sharedFiles = [pocketManifest.tokenizer, pocketManifest.background!];
const sha256 = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');

test('the committed checkpoint gives the committed model, byte for byte', async () => {
  const out = temporaryFolder();
  const { id, label, source, contextLength, chatTemplate } = pocketManifest;
  const written = await convert({
    ...{ checkpoint: CHECKPOINT, out, variants: ['f32', 'u8', 'q4'], id, label, chatTemplate },
    ...{ source: source.name, licence: source.licence, context: contextLength },
    corpus: { files: [join(CHECKPOINT, 'heldout.json')], field: 'reference' },
    fit: 'search',
  });
  expect(written).toEqual(pocketManifest);
  expect(readFileSync(join(out, 'manifest.json'), 'utf8')).toBe(readFileSync(join(POCKET, 'manifest.json'), 'utf8'));
  const files = [...sharedFiles, ...Object.values(pocketManifest.variants).flatMap(variantFiles)];
  for (const { name, bytes, sha256: hash } of files) {
    for (const folder of [out, POCKET]) {
      expect(statSync(join(folder, name)).size).toBe(bytes);
      expect(sha256(join(folder, name)), join(folder, name)).toBe(hash);
    }
  }
  const report = ['manifest.json', 'quantisation.json'];
  expect(readdirSync(out).sort()).toEqual([...files.map(({ name }) => name), ...report].sort());
});

test('the model card names every file with its hash and size', () => {
  const card = readFileSync(join(POCKET, 'MODEL.md'), 'utf8');
  const variants = Object.values(pocketManifest.variants);
  for (const { name, bytes, sha256: hash } of [...sharedFiles, ...variants.flatMap(variantFiles)]) {
    const grouped = String(bytes).replaceAll(/(?<=\d)(?=(\d{3})+$)/g, ' ');
    expect(card).toMatch(new RegExp(`\\| \`${name}\` *\\| ${grouped} *\\| \`${hash}\``));
  }
  for (const variant of variants) expect(card).toContain(variant.sha256);
});

// sha256sum model.safetensors | cut -c 1-12
test('the revision is the hash of the weights', () => {
  expect(pocketManifest.source.revision).toBe(sha256(join(CHECKPOINT, 'model.safetensors')).slice(0, 12));
});

test("a variant's hash is over the lines of its files", () => {
  const { graph, data } = pocketManifest.variants.q4!.parts[0]!;
  const lines = `${data[0]!.sha256} q4.data\n${graph.sha256} q4.onnx\n`;
  expect(pocketManifest.variants.q4!.sha256).toBe(createHash('sha256').update(lines).digest('hex'));
});

describe('context', () => {
  const contextOf = async (positions: number, context?: number) => {
    const { folder } = writeTiny({ ...TINY, max_position_embeddings: positions } as typeof TINY);
    return (await convert({ checkpoint: folder, out: temporaryFolder(), variants: ['f32'], context })).contextLength;
  };

  test('is what the model takes, at most 4096, or what is asked for', async () => {
    expect(await contextOf(32)).toBe(32);
    expect(await contextOf(131072)).toBe(4096);
    expect(await contextOf(131072, 8192)).toBe(8192);
  });

  test.each([33, 0, 1.5, Number.NaN])('%d of 32 is refused', async (context) => {
    await expect(contextOf(32, context)).rejects.toThrow(expect.objectContaining({ code: 'bad-settings' }));
  });
});

describe('what fails leaves no half model', () => {
  test('a conversion that breaks off keeps the model that was there', async () => {
    const { folder } = writeTiny(TINY);
    const out = temporaryFolder();
    await convert({ checkpoint: folder, out, variants: ['f32'] });
    const before = readdirSync(out).map((name) => [name, sha256(join(out, name))]);
    const broken = writeTiny({ ...TINY, num_hidden_layers: 1 });
    writeFileSync(join(broken.folder, 'config.json'), JSON.stringify(TINY));
    await expect(convert({ checkpoint: broken.folder, out, variants: ['f32'] })).rejects.toThrow(
      /model\.layers\.1\.input_layernorm\.weight is missing/,
    );
    expect(readdirSync(out).map((name) => [name, sha256(join(out, name))])).toEqual(before);
  });

  test('what an interrupted one left behind is cleared away', async () => {
    const { folder } = writeTiny(TINY);
    const out = temporaryFolder();
    mkdirSync(join(out, '.unfinished'));
    writeFileSync(join(out, '.unfinished', 'f32.data'), 'half');
    await convert({ checkpoint: folder, out, variants: ['f32'] });
    expect(readdirSync(out).sort()).toEqual([
      'f32-shadow.onnx',
      'f32.data',
      'f32.onnx',
      'manifest.json',
      'tokenizer.json',
    ]);
  });

  test.each(['config.json', 'tokenizer.json', 'model.safetensors'])('without %s', async (name) => {
    const { folder } = writeTiny(TINY);
    rmSync(join(folder, name));
    const out = temporaryFolder();
    await expect(convert({ checkpoint: folder, out, variants: ['f32'] })).rejects.toThrow(
      expect.objectContaining({ code: 'not-found', message: `The checkpoint has no file ${name}.` }),
    );
    expect(existsSync(join(out, 'manifest.json'))).toBe(false);
  });

  test('a manifest that no reader would take is not written', async () => {
    const { folder } = writeTiny(TINY);
    const out = temporaryFolder();
    await expect(convert({ checkpoint: folder, out, variants: ['f32'], chatTemplate: 'no slot' })).rejects.toThrow(
      expect.objectContaining({ code: 'bad-manifest' }),
    );
    expect(readdirSync(out)).toEqual([]);
  });
});

test('q4 of a model whose sizes are no multiples of 32 says so', async () => {
  const { folder } = writeTiny({ ...TINY, intermediate_size: 48 });
  await expect(convert({ checkpoint: folder, out: temporaryFolder(), variants: ['q4'] })).rejects.toThrow(
    /q4 needs model\.layers\.0\.mlp\.down_proj to have a multiple of 32 inputs, not 48/,
  );
});

test('defaults of names, and a manifest that parses', async () => {
  const folder = join(temporaryFolder(), 'Tiny Model_v1.5');
  renameSync(writeTiny(TINY).folder, folder);
  const out = temporaryFolder();
  const manifest = await convert({ checkpoint: folder, out, variants: ['u8'] });
  expect(parseManifest(readFileSync(join(out, 'manifest.json'), 'utf8'))).toEqual(manifest);
  expect(manifest).toMatchObject({
    id: 'tiny-model-v1.5',
    label: 'tiny-model-v1.5',
    source: { name: 'Tiny Model_v1.5', licence: 'unknown' },
    tokens: { mask: 3, pad: 4, eos: [2, 0] },
  });
  // The newline before <|im_end|> is DiffuCoder's.
  expect(manifest.chatTemplate).toContain('<|im_start|>user\n{prompt}\n<|im_end|>\n<|im_start|>assistant\n');
});
