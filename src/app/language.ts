/** The language of the page: chosen, else the browser's. Without storage the choice holds for this visit. */

import type { WatchStore } from '../state/store.ts';
import { type Language, languages, loadWords } from '../words/words.ts';

const KEY = 'diffuscope.language';

/** Loads the words, says them, and keeps the choice. A dictionary that does not load leaves the page as it is. */
export async function speak(store: WatchStore, language: Language): Promise<void> {
  try {
    localStorage.setItem(KEY, language);
  } catch {
    // Storage denied or full.
  }
  const words = await loadWords(language).catch(() => null);
  if (words === null) return;
  document.documentElement.lang = language === 'zh' ? 'zh-Hans' : language;
  store.getState().setWords(words);
}

/** The kept choice, else the first language of the browser that the page has, else English. */
export function preferredLanguage(): Language {
  const known = (tag: string | null): Language | undefined => languages.find((one) => tag?.split('-')[0] === one);
  try {
    const kept = known(localStorage.getItem(KEY));
    if (kept !== undefined) return kept;
  } catch {
    // Storage denied.
  }
  return navigator.languages.map(known).find((language) => language !== undefined) ?? 'en';
}
