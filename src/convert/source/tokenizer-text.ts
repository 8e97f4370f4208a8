/** A checkpoint's tokenizer. */
import { DiffuscopeError } from '../../model/error.ts';
import { completedTokenizer, fastTokenizer } from '../slow-tokenizer.ts';
import { type CheckpointSource, readText } from './checkpoint-source.ts';

/**
 * The text of `tokenizer.json`, with what the files beside it add; where there is none, one made of vocabulary and merges.
 * @throws DiffuscopeError `not-found`, `bad-tokenizer`, and those of `readText`
 */
export async function readTokenizer(source: CheckpointSource): Promise<string> {
  const read = (name: string) => readText(source, name);
  const fast = await read('tokenizer.json');
  const beside = {
    'tokenizer_config.json': await read('tokenizer_config.json'),
    'added_tokens.json': await read('added_tokens.json'),
  };
  if (fast !== undefined) return completedTokenizer(fast, beside);
  const [vocab, merges] = [await read('vocab.json'), await read('merges.txt')];
  if (vocab === undefined || merges === undefined) {
    throw new DiffuscopeError(
      'not-found',
      'The checkpoint has no file tokenizer.json.',
      'It needs that, or vocab.json and merges.txt to make it of.',
    );
  }
  return fastTokenizer({
    'vocab.json': vocab,
    'merges.txt': merges,
    ...beside,
    'special_tokens_map.json': await read('special_tokens_map.json'),
  });
}
