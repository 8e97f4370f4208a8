import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openFolder } from '../../../src/convert/source/folder.ts';
import { readTokenizer } from '../../../src/convert/source/tokenizer-text.ts';
import { temporaryFolder } from '../fixture.ts';

function folderWith(files: Record<string, string>): string {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

const SLOW = {
  'vocab.json': '{"a":0,"b":1,"ab":2}',
  'merges.txt': '#version: 0.2\na b\n',
  'added_tokens.json': '{"<|mask|>":3}',
};

const FAST = '{"model":{},"added_tokens":[{"id":1,"content":"<|mask|>"}]}';

test('tokenizer.json, as it is', async () => {
  expect(await readTokenizer(openFolder(folderWith({ ...SLOW, 'tokenizer.json': FAST })))).toBe(FAST);
});

test('made of vocabulary, merges and added tokens', async () => {
  const tokenizer = JSON.parse(await readTokenizer(openFolder(folderWith(SLOW))));
  expect(tokenizer.model).toMatchObject({ type: 'BPE', vocab: { a: 0, b: 1, ab: 2 }, merges: ['a b'] });
  expect(tokenizer.added_tokens).toMatchObject([{ id: 3, content: '<|mask|>' }]);
});

test('neither', async () => {
  const { 'merges.txt': _, ...incomplete } = SLOW;
  await expect(readTokenizer(openFolder(folderWith(incomplete)))).rejects.toMatchObject({
    code: 'not-found',
    message: 'The checkpoint has no file tokenizer.json.',
    remedy: 'It needs that, or vocab.json and merges.txt to make it of.',
  });
});
