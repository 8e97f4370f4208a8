/** The actions of the gallery and of the kept runs. */
import type { WatchActions } from '../state/actions.ts';
import { readPictures } from '../state/gallery.ts';
import type { WatchStore } from '../state/store.ts';
import { decodeFileName, fetchFile, saveFile } from './files.ts';
import type { Library } from './library.ts';
import type { Opening } from './opening.ts';
import type { Showing } from './showing.ts';
import type { TraceFiles } from './trace-files.ts';

type LibraryActions = Pick<
  WatchActions,
  'playExample' | 'loadGallery' | 'openRun' | 'changeRun' | 'deleteRun' | 'restoreRun' | 'saveRun' | 'copy'
>;

export function createLibraryActions(
  store: WatchStore,
  files: TraceFiles,
  library: Library,
  showing: Showing,
  opening: Opening,
): LibraryActions {
  const loadGallery = async (): Promise<void> => {
    if (store.getState().pictures.length > 0) return;
    try {
      store.setState({ pictures: readPictures(await (await fetchFile('traces/index.json')).text()) });
    } catch (thrown) {
      opening.report(thrown, 'The examples play without their pictures.');
    }
  };
  const saveRun = async (id: string): Promise<void> => {
    try {
      const trace = await files.read(await library.file(id));
      saveFile(decodeFileName(trace, 'json'), await files.write(trace));
    } catch (thrown) {
      opening.report(thrown, 'The run stays in the library.');
    }
  };
  return {
    playExample: (id) => void showing.example(id),
    loadGallery: () => void loadGallery(),
    openRun: (id) => void showing.run(id),
    changeRun: (id, part) => void library.change(id, part),
    deleteRun: (id) => void library.remove(id),
    restoreRun: () => void library.restore(),
    saveRun: (id) => void saveRun(id),
    copy: (text) =>
      navigator.clipboard.writeText(text).then(
        () => true,
        () => false,
      ),
  };
}
