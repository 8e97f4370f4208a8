import type { DecodeTrace } from '../trace/types.ts';
import type { Language } from '../words/words.ts';
import type { ImportChoices } from './import-slice.ts';
import type { RunText } from './kept-run.ts';
import type { MachineActions } from './machine-actions.ts';
import type { ModelActions } from './model-actions.ts';

/** What the page can ask of the world outside the store: the engine, files, storage. `src/app` does it. */
export interface WatchActions extends ModelActions, MachineActions {
  /** Decodes with the settings of the store. Does nothing while a decode is under way or no model is ready. */
  run(): void;
  stop(): void;
  /** Goes on with the decode on screen; where its model is gone, loads that first. See `continuation`. */
  goOn(): void;
  /** Loads the model with the chosen provider and weights, in a new worker. */
  loadModel(): void;
  /** Opens a saved trace; what is on screen stays if it is none. Of several the first; the others are kept as runs. */
  openTrace(file: Blob, ...others: readonly Blob[]): void;
  /** Opens a history of another program, with what the reader tells of it. */
  openHistory(file: Blob, choices: ImportChoices): void;
  /** Saves a trace as JSON. @param trace default: that on screen in Watch. */
  saveTrace(trace?: DecodeTrace): void;
  /** Plays a recorded example. @param id default: the first. */
  playExample(id?: string): void;
  /** Reads the pictures of the gallery. */
  loadGallery(): void;
  openRun(id: string): void;
  changeRun(id: string, part: RunText): void;
  deleteRun(id: string): void;
  /** Brings the run back that was deleted last. */
  restoreRun(): void;
  /** Saves a kept run as a trace file. */
  saveRun(id: string): void;
  /** Puts a text on the clipboard. @returns false if the browser refuses. */
  copy(text: string): Promise<boolean>;
  /** Loads the words of a language, and keeps the choice. */
  speak(language: Language): void;
  /**
   * Decodes in the panes of Compare, one after the other: in those that have no decode of their settings, or in all if
   * every one has. Does nothing while a decode is under way or no model is ready.
   * @param id only this pane.
   */
  runPanes(id?: number): void;
  /** Stops within one step; panes that wait do not run. */
  stopPanes(): void;
  /** Opens a saved trace in a pane; what it shows stays if it is none. */
  openInPane(id: number, file: Blob): void;
  download(fileName: string, text: string, mediaType: string): void;
}
