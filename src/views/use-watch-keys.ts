import { useEffect } from 'react';
import { transportOf } from '../state/transport.ts';
import { colourModes } from '../state/view-slice.ts';
import type { Phrase } from '../words/words.ts';
import { spokenValues } from './spoken-values.ts';
import type { Watch } from './watch-context.ts';

/** The keys of Watch, for the help and for the handler. */
export const keyHelp: readonly (readonly [keys: Phrase, what: Phrase])[] = [
  ['Space', 'Play or pause'],
  ['← →', 'One step back or forward'],
  ['Shift ← →', 'Ten steps back or forward'],
  ['Home, End', 'First or last step'],
  ['1 … 6', 'Colour by confidence, entropy, order, age, revisions or syntax'],
  ['[ ]', 'Inspect the previous or next position'],
  ['Esc', 'Let go of the inspected position'],
  ['V', 'Say the values of this step to a screen reader'],
  ['Ctrl or ⌘ Enter', 'Run'],
  ['?', 'This help'],
];

/** Listens on the whole page; a field that is being typed in, a list and an open dialog keep their own keys. */
export function useWatchKeys({ store, actions }: Watch): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        if (store.getState().place === 'compare') actions.runPanes();
        else actions.run();
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || ownsKeys(event)) return;
      const act = keyAction(event, store);
      if (act === undefined) return;
      event.preventDefault();
      act();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [store, actions]);
}

function keyAction({ key, shiftKey }: KeyboardEvent, store: Watch['store']): (() => void) | undefined {
  const state = store.getState();
  const stride = shiftKey ? 10 : 1;
  const { cursor, end, seek, togglePlaying } = transportOf(state);
  const mode = colourModes[Number(key) - 1];
  if (mode !== undefined) return () => state.setColour(mode);
  switch (key) {
    case ' ':
      return togglePlaying;
    case 'ArrowLeft':
      return () => seek(cursor - stride);
    case 'ArrowRight':
      return () => seek(cursor + stride);
    case 'Home':
      return () => seek(0);
    case 'End':
      return () => seek(end);
    case '[':
      return () => inspect(state, -1);
    case ']':
      return () => inspect(state, 1);
    case 'Escape':
      return () => state.pin(null);
    case 'v':
    case 'V':
      return () => state.say(spokenValues(state));
    case '?':
      return () => state.setHelpOpen(true);
    default:
      return undefined;
  }
}

function inspect(state: ReturnType<Watch['store']['getState']>, move: 1 | -1): void {
  const trace = state.place === 'watch' ? state.trace : (state.panes[state.base]?.trace ?? null);
  if (trace === null) return;
  const length = trace.request.canvasLength;
  const from = state.pinned ?? (move === 1 ? -1 : length);
  state.pin(Math.min(length - 1, Math.max(0, from + move)));
}

/** Space presses a button and arrows move a slider, a list or radio buttons: those keep their keys. */
function ownsKeys({ key, target }: KeyboardEvent): boolean {
  if (!(target instanceof Element)) return false;
  // Also where what had the focus is gone, and the page itself has it.
  if (target.closest('dialog[open]') !== null || document.querySelector('dialog:modal') !== null) return true;
  if (target.matches('textarea, select, input:not([type=range], [type=radio], [type=checkbox])')) return true;
  if (target.matches('button, summary, input'))
    return key === ' ' || (target.matches('[type=radio]') && /Arrow/.test(key));
  return false;
}
