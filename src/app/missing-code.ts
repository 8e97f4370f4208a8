/** Dialogs, panels and actions load their code when they are first asked for: what is said where it cannot be had. */
import { DiffuscopeError } from '../model/error.ts';
import type { Opening } from './opening.ts';

/** The event is Vite's. The import fails all the same: whoever asked for the code does without, and may ask again. */
export function tellOfMissingCode(opening: Pick<Opening, 'report'>): void {
  window.addEventListener('vite:preloadError', () => {
    const error = new DiffuscopeError(
      'network',
      'A part of the page could not be loaded.',
      'Check that the server of the page runs, and try again. If it has a newer version, load the page anew: every decode is kept.',
    );
    opening.report(error, 'What is on screen stays.');
  });
}
