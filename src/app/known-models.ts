/** The published models that Diffuscope knows, read once from beside the page. */
import { type CatalogModel, readCatalog } from '../model/catalog.ts';
import { DiffuscopeError } from '../model/error.ts';

/** A model that is loading waits for its defaults no longer. */
const PATIENCE_MILLIS = 5000;

let reading: Promise<readonly CatalogModel[]> | undefined;

/** A failed reading is tried again at the next call. @throws DiffuscopeError `network`, `not-found`, `bad-manifest` */
export function readKnownModels(): Promise<readonly CatalogModel[]> {
  reading ??= read().catch((thrown: unknown) => {
    reading = undefined;
    throw thrown;
  });
  return reading;
}

async function read(): Promise<readonly CatalogModel[]> {
  const remedy = 'Check the connection; a model of your own can be added without it.';
  const failed = (cause?: unknown) =>
    new DiffuscopeError('network', 'The list of known models could not be loaded.', remedy, cause);
  const url = new URL('models/catalog.json', document.baseURI);
  const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MILLIS) }).catch((cause: unknown) => {
    throw failed(cause);
  });
  if (!response.ok) throw failed();
  const json: unknown = await response.json().catch((cause: unknown) => {
    throw failed(cause);
  });
  return readCatalog(json).models;
}
