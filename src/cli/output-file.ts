/** Files that commands write. */
import { constants } from 'node:fs';
import { access, mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DiffuscopeError } from '../model/error.ts';

/**
 * Before the work, so that a long decode is not lost to a wrong path.
 * @throws DiffuscopeError `storage`
 */
export async function checkWritable(file: string): Promise<void> {
  await access(dirname(file), constants.W_OK).catch((cause: Error) => {
    throw cannotWrite(file, cause);
  });
}

/** @throws DiffuscopeError `storage` */
export async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((cause: Error) => {
    throw cannotWrite(folder, cause);
  });
}

/**
 * Writes the text and says so on stderr.
 * @throws DiffuscopeError `storage`
 */
export async function save(file: string, text: string): Promise<void> {
  await writeFile(file, text).catch((cause: Error) => {
    throw cannotWrite(file, cause);
  });
  console.error(`Saved ${file} (${(text.length / 1e6).toFixed(1)} MB).`);
}

const cannotWrite = (path: string, cause: Error): DiffuscopeError =>
  new DiffuscopeError('storage', `${path} cannot be written: ${cause.message}.`, 'Choose another file.', cause);
