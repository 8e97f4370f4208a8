import { autoUpdate, flip, offset, shift, useFloating } from '@floating-ui/react-dom';
import { type KeyboardEvent, useEffect, useId, useRef } from 'react';
import { tourStops } from '../../state/tour.ts';
import { useWatch, useWatchStore, useWords } from '../watch-context.ts';
import { prefersStill } from './reduced-motion.ts';
import { stopViews } from './tour-text.ts';
import { useTourTarget } from './use-tour-target.ts';

/** Distance from the edges of the window, in pixels. */
const MARGIN = 12;

const moves: ReadonlyMap<string, 'on' | 'back'> = new Map([
  ['ArrowRight', 'on'],
  ['ArrowDown', 'on'],
  ['ArrowLeft', 'back'],
  ['ArrowUp', 'back'],
]);

/**
 * The card of the tour beside the part of the page it speaks of. It lies over the page but blocks nothing: everything
 * can be used meanwhile, by pointer and by keys.
 */
export function TourCard() {
  const t = useWords();
  const id = useId();
  const store = useWatchStore();
  const stop = useWatch((state) => state.tour) ?? 0;
  const { target, placement, title, text } = stopViews[tourStops[stop]!];
  const element = useTourTarget(target);
  const words = useWatch((state) => text(t, state));
  const { refs, x, y } = useFloating({
    strategy: 'fixed',
    placement,
    middleware: [
      offset(8),
      flip({ padding: MARGIN, fallbackAxisSideDirection: 'end' }),
      shift({ padding: MARGIN, crossAxis: true }),
    ],
    whileElementsMounted: autoUpdate,
    elements: { reference: element },
  });
  const card = useRef<HTMLDivElement>(null);
  const next = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    card.current!.showPopover();
    next.current!.focus();
    return () => {
      if (document.activeElement !== document.body && !card.current?.contains(document.activeElement)) return;
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  useEscape(() => store.getState().endTour());

  const last = stop === tourStops.length - 1;
  const go = (to: number): void => store.getState().visitStop(to, prefersStill());
  const finish = (): void => {
    store.getState().endTour();
    element?.querySelector('select')?.focus();
  };
  const forward = (): void => (last ? finish() : go(stop + 1));
  const onKeyDown = (event: KeyboardEvent): void => {
    const way = moves.get(event.key);
    if (way === undefined) return;
    event.preventDefault();
    if (way === 'on') forward();
    else go(stop - 1);
  };
  return (
    <div
      ref={(node) => {
        card.current = node;
        refs.setFloating(node);
      }}
      popover="manual"
      role="dialog"
      className="tour-card"
      style={{ '--left': `${x}px`, '--top': `${y}px` }}
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-text`}
      onKeyDown={onKeyDown}
    >
      <div aria-live="polite">
        <p className="small muted">{t('Stop {{stop}} of {{count}}', { stop: stop + 1, count: tourStops.length })}</p>
        <h2 id={`${id}-title`} className="tour-title">
          {title(t)}
        </h2>
        <p id={`${id}-text`}>{words}</p>
      </div>
      <div className="tour-buttons">
        <button type="button" className="button quiet tour-leave" onClick={() => store.getState().endTour()}>
          {t('Leave the tour')}
        </button>
        <button type="button" className="button" disabled={stop === 0} onClick={() => go(stop - 1)}>
          {t('Back')}
        </button>
        <button ref={next} type="button" className="button primary" onClick={forward}>
          {last ? t('Done') : t('Next')}
        </button>
      </div>
    </div>
  );
}

/** Escape leaves from anywhere, but for what is open over the page, which it closes first. */
function useEscape(leave: () => void): void {
  const current = useRef(leave);
  current.current = leave;
  useEffect(() => {
    const onKeyDown = (event: globalThis.KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      const over = event.target instanceof Element && event.target.closest('dialog, details[open], [popover="auto"]');
      if (!over) {
        event.preventDefault();
        current.current();
      }
    };
    window.addEventListener('keydown', onKeyDown, { capture: true });
    return () => window.removeEventListener('keydown', onKeyDown, { capture: true });
  }, []);
}
