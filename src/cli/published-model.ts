/** What the catalog says of a repository, where its own files do not. */
import { readFileSync } from 'node:fs';
import type { ConvertOptions } from '../convert/convert-options.ts';
import { readCatalog } from '../model/catalog.ts';

const CATALOG = new URL('../../models/catalog.json', import.meta.url);

/** Name and prompt of the model; nothing of a repository that the catalog does not list. */
export function publishedModel(repository: string): Pick<ConvertOptions, 'label' | 'chatTemplate'> {
  const { models } = readCatalog(JSON.parse(readFileSync(CATALOG, 'utf8')));
  const model = models.find((one) => one.repository === repository);
  if (model === undefined) return {};
  const { label, chatTemplate } = model;
  return chatTemplate === undefined ? { label } : { label, chatTemplate };
}
