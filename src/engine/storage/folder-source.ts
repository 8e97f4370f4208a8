/** A model in a local folder, as a file picker gives it. */
import { DiffuscopeError } from '../../model/error.ts';
import type { FileSource } from './file-source.ts';

/** @param files of a folder and the folders in it: those beside the uppermost `manifest.json` count. */
export function folderSource(files: readonly File[]): FileSource {
  const manifests = files.filter(({ name }) => name === 'manifest.json').map(folderOf);
  const folder = manifests.sort((a, b) => a.split('/').length - b.split('/').length)[0] ?? '';
  const fileOf = (name: string): File => {
    const file = files.find((each) => each.name === name && folderOf(each) === folder);
    if (file !== undefined) return file;
    const remedy = 'Choose the folder that "diffuscope convert" has written, with all its files.';
    throw new DiffuscopeError('not-found', `The folder has no ${name}.`, remedy);
  };
  return {
    remembered: { kind: 'folder', name: folder.split('/').at(-1) ?? '' },
    async manifest() {
      const file = fileOf('manifest.json');
      return file.text().catch((cause: unknown) => {
        throw unreadable(file.name, cause);
      });
    },
    async open(name, range) {
      const file = fileOf(name);
      const part = range === null ? file : file.slice(range.start, range.end);
      return {
        whole: range === null,
        version: `${file.lastModified} ${file.size}`,
        totalBytes: file.size,
        body: part.stream(),
      };
    },
    broken: unreadable,
  };
}

/** Path of the folder below the one that was picked, itself first; empty for files that were picked one by one. */
const folderOf = ({ webkitRelativePath }: File): string => webkitRelativePath.split('/').slice(0, -1).join('/');

const unreadable = (name: string, cause?: unknown) =>
  new DiffuscopeError(
    'not-found',
    `${name} can no longer be read: it was changed or moved.`,
    'Choose the folder again.',
    cause,
  );
