import { autoUpdate, flip, offset, shift, useFloating } from '@floating-ui/react-dom';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef } from 'react';
import type { TermId } from '../../explain/term-id.ts';
import { explain } from '../../explain/terms.ts';
import { useWatch, useWords } from '../watch-context.ts';
import { ExplanationBody } from './explanation-body.tsx';

interface TermCardProps {
  readonly id: TermId;
  readonly anchor: HTMLElement | null;
  readonly onClose: () => void;
}

/** Distance from the edges of the window, in pixels. */
const MARGIN = 12;

/**
 * The explanation of one term. A native popover: Escape and a press outside close it, and focus goes back by itself;
 * only its place is computed, so that it never leaves the window.
 */
export function TermCard({ id, anchor, onClose }: TermCardProps) {
  const t = useWords();
  const titleId = useId();
  const setGlossaryOpen = useWatch((state) => state.setGlossaryOpen);
  const explanation = useMemo(() => explain(id, t), [id, t]);
  const { refs, floatingStyles } = useFloating({
    strategy: 'fixed',
    placement: 'bottom-start',
    middleware: [offset(6), flip({ padding: MARGIN }), shift({ padding: MARGIN, crossAxis: true })],
    whileElementsMounted: autoUpdate,
    elements: { reference: anchor },
  });
  const card = useRef<HTMLDivElement>(null);
  useEffect(() => {
    card.current!.showPopover();
    card.current!.focus();
  }, []);
  return (
    <div
      ref={(element) => {
        card.current = element;
        refs.setFloating(element);
      }}
      popover="auto"
      role="dialog"
      className="term-card"
      style={floatingStyles}
      aria-labelledby={titleId}
      tabIndex={-1}
      onKeyDown={keepKeys}
      onToggle={(event) => {
        if (event.newState === 'closed') onClose();
      }}
    >
      <div className="card-head">
        <h2 id={titleId} className="card-title">
          {explanation.name}
        </h2>
        <button
          type="button"
          className="button quiet"
          onClick={() => {
            card.current!.hidePopover();
            setGlossaryOpen(true);
          }}
        >
          {t('All terms')}
        </button>
        <button
          type="button"
          className="button quiet card-close"
          aria-label={t('Close')}
          onClick={() => card.current!.hidePopover()}
        >
          ×
        </button>
      </div>
      <ExplanationBody explanation={explanation} />
    </div>
  );
}

/** The page's keys, and those of a menu that the term stands in, are not for the card. */
function keepKeys(event: KeyboardEvent): void {
  event.stopPropagation();
}
