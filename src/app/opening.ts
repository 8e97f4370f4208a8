/** What is asked to be on screen: the newest asking wins, and none gets through during a decode. */
import { DiffuscopeError, errorFields } from '../model/error.ts';
import type { WatchStore } from '../state/store.ts';
import type { Phrase } from '../words/words.ts';

export interface Opening {
  /**
   * Reads something and shows it, unless another was asked for or a decode was started meanwhile.
   * @param busyText what to say during a decode.
   * @param handle whether it has dealt with a failure, which is else a notice.
   */
  open<Opened>(
    read: () => Promise<Opened>,
    show: (opened: Opened) => void,
    busyText: Phrase,
    handle?: (thrown: unknown) => boolean,
  ): Promise<void>;
  /** Says that it must wait, and is true, during a decode, also of Compare, whose panes share the prompt of the page. */
  refuses(busyText: Phrase): boolean;
  /** Something else was asked for: what is being read comes too late. */
  supersede(): void;
  /** Whether anything was asked for yet. */
  begun(): boolean;
  /** An expected failure becomes a notice; a bug goes to the console. */
  report(thrown: unknown, kept: Phrase, more?: { readonly reloadModel?: boolean; readonly made?: number }): void;
}

export function createOpening(store: WatchStore): Opening {
  let asked = 0;
  const report: Opening['report'] = (thrown, kept, { reloadModel = false, made = 0 } = {}) => {
    if (!(thrown instanceof DiffuscopeError)) throw thrown;
    const { setNotice, words } = store.getState();
    setNotice({ error: errorFields(thrown, 'aborted'), kept: words(kept, { count: made }), reloadModel });
  };
  const refuses = (busyText: Phrase): boolean => {
    const { run, comparing } = store.getState();
    if (run === 'idle' && comparing === 'idle') return false;
    report(new DiffuscopeError('bad-settings', busyText, 'Stop the decode first.'), 'The decode goes on.');
    return true;
  };
  return {
    report,
    refuses,
    supersede: () => {
      asked += 1;
    },
    begun: () => asked > 0,
    async open(read, show, busyText, handle = () => false) {
      if (refuses(busyText)) return;
      store.getState().setNotice(null);
      store.getState().setFigure(null);
      const asking = ++asked;
      try {
        const opened = await read();
        if (asking === asked) show(opened);
      } catch (thrown) {
        if (asking === asked && !handle(thrown)) report(thrown, 'What is on screen stays.');
      }
    },
  };
}
