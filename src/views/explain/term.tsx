import { type ReactNode, Suspense, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import type { TermId } from '../../explain/term-id.ts';
import { later } from '../later.tsx';
import { useWords } from '../watch-context.ts';

// Texts and pictures are loaded when they are first asked for.
const TermCard = later(async () => (await import('./term-card.tsx')).TermCard);

type TermProps = { readonly id: TermId } & (
  | {
      /** The term as it stands in the sentence or label. */
      readonly children: ReactNode;
    }
  | {
      /** The words beside which a question mark stands, where they have another use. */
      readonly mark: string;
    }
);

/** A term that explains itself: a button in place, whose card opens beside it. */
export function Term({ id, ...look }: TermProps) {
  const t = useWords();
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  // The press that clicks the button of an open card has closed the card by the time of the click.
  const wasOpen = useRef(false);
  return (
    <>
      <button
        ref={button}
        type="button"
        className={'mark' in look ? 'term mark' : 'term'}
        aria-label={'mark' in look ? t('What does “{{term}}” mean?', { term: look.mark }) : undefined}
        data-term={id}
        aria-haspopup="dialog"
        aria-expanded={open}
        onPointerDown={() => {
          wasOpen.current = open;
        }}
        onClick={(event) => {
          event.preventDefault();
          setOpen(!wasOpen.current);
          wasOpen.current = false;
        }}
      >
        {'mark' in look ? '?' : look.children}
      </button>
      {open &&
        createPortal(
          <Suspense fallback={null}>
            <TermCard id={id} anchor={button.current} onClose={() => setOpen(false)} />
          </Suspense>,
          document.body,
        )}
    </>
  );
}
