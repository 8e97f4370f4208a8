/** What the argument of `diffuscope convert` means. */
import { statSync } from 'node:fs';
import { DiffuscopeError } from '../../model/error.ts';
import type { CheckpointSource } from './checkpoint-source.ts';
import { openFolder } from './folder.ts';
import { type HubOptions, openHub } from './hub.ts';

/**
 * @param place an existing folder, or else `owner/name` of a repository.
 * @throws DiffuscopeError `not-found`, and those of `openHub`.
 */
export async function openSource(place: string, options: HubOptions): Promise<CheckpointSource> {
  if (statSync(place, { throwIfNoEntry: false })?.isDirectory()) return openFolder(place);
  if (/^[A-Za-z0-9][\w.-]*\/[\w.-]+$/.test(place)) return openHub(place, options);
  throw new DiffuscopeError(
    'not-found',
    `There is no folder ${place}.`,
    'Give the folder of a Hugging Face checkpoint, or a repository of the hub as owner/name.',
  );
}
