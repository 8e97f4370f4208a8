import type { ReactNode } from 'react';

interface MenuProps {
  /** What the button says. */
  readonly label: ReactNode;
  /** What a screen reader calls it, where the label is no word. */
  readonly name?: string;
  /** `end`: the body hangs from the right edge of the button. Default `start`. */
  readonly align?: 'start' | 'end';
  readonly className?: string;
  readonly children: ReactNode;
}

/** A button with a panel under it; the panel closes on Escape and when the focus leaves it. */
export function Menu({ label, name, align = 'start', className = 'button quiet', children }: MenuProps) {
  return (
    <details
      className={`menu ${align}`}
      onBlur={(event) => {
        const to = event.relatedTarget;
        // The card of a term of this menu stands elsewhere in the document.
        const stays = event.currentTarget.contains(to) || to?.closest('.term-card');
        if (!stays) event.currentTarget.open = false;
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        event.currentTarget.open = false;
        event.currentTarget.querySelector('summary')?.focus();
      }}
    >
      <summary className={className} aria-label={name}>
        {label}
      </summary>
      <div className="menu-body" tabIndex={-1}>
        {children}
      </div>
    </details>
  );
}
