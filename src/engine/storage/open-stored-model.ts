/** A model on the disk as the engine reads it: no network, no copy. */
import { DiffuscopeError } from '../../model/error.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { ModelSource } from '../model-source.ts';
import { fileState, openDisk, textAt } from './disk.ts';
import { keepModel } from './locks.ts';
import { noModel, notesName, readModel } from './stored-models.ts';
import { writeText } from './sync-file.ts';

/**
 * Opens a stored model; in a page or in any worker. Until that ends, the model cannot be deleted.
 * @returns a source whose manifest has only the variants that are whole, and whose files are the disk's own: verified
 * when they were stored, their size checked again.
 * @throws DiffuscopeError `not-found`; `storage` if no variant is whole, or the disk is denied.
 */
export async function openStoredModel(id: string): Promise<ModelSource> {
  const disk = await openDisk();
  const letGo = await keepModel(id);
  try {
    const model = await readModel(disk, id);
    if (model === null) throw noModel(id);
    const whole = model.quantisations.filter(({ complete }) => complete).map(({ quantisation }) => quantisation);
    if (whole.length === 0) throw notWhole(model.manifest.label);
    const variants: Manifest['variants'] = Object.fromEntries(
      whole.map((quantisation) => [quantisation, model.manifest.variants[quantisation]!]),
    );
    return {
      manifest: { ...model.manifest, variants },
      fromCache: true,
      problem: () => null,
      async open(file) {
        const { content } = await fileState(disk, file);
        if (content === null) throw notWhole(file.name);
        return content;
      },
      notes: {
        read: async (quantisation) => textAt(await disk.models.getDirectoryHandle(id), notesName(quantisation)),
        write: async (quantisation, text) =>
          writeText(await disk.models.getDirectoryHandle(id), notesName(quantisation), text),
      },
    };
  } catch (thrown) {
    letGo();
    throw thrown;
  }
}

const notWhole = (what: string) =>
  new DiffuscopeError(
    'storage',
    `${what} is not whole in this browser.`,
    'Download the model again: it goes on where it ended.',
  );
