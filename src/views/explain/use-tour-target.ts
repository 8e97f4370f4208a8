import { useEffect, useState } from 'react';
import { prefersStill } from './reduced-motion.ts';

/** Marks the element of a stop with `data-tour-target` and brings it into view; `null` until it is found. */
export function useTourTarget(selector: string): HTMLElement | null {
  const [element, setElement] = useState<HTMLElement | null>(null);
  useEffect(() => {
    const found = document.querySelector<HTMLElement>(selector);
    setElement(found);
    if (found === null) return;
    found.dataset['tourTarget'] = '';
    // On a phone the card covers the lower part of the window.
    const block = window.innerWidth < PHONE ? 'start' : 'nearest';
    found.scrollIntoView({ block, behavior: prefersStill() ? 'instant' : 'smooth' });
    return () => {
      delete found.dataset['tourTarget'];
    };
  }, [selector]);
  return element;
}

/** As in the style sheets. */
const PHONE = 600;
