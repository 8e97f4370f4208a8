/** A button that opens a short list of things to do: a menu as the WAI-ARIA practices describe it. */
import { type FocusEvent, type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';

interface MenuItem {
  readonly label: string;
  /** A few muted words beside it. */
  readonly hint?: string;
  readonly onSelect: () => void;
}

interface MenuButtonProps {
  /** On the button. */
  readonly label: string;
  /** The whole name for a screen reader, if the label needs what stands around it. */
  readonly name?: string;
  readonly className?: string;
  readonly disabled?: boolean;
  readonly items: readonly MenuItem[];
}

export function MenuButton({ label, name, className = 'button quiet', disabled = false, items }: MenuButtonProps) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (open) list.current?.querySelector('button')?.focus();
  }, [open]);

  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!open) {
      if (event.key !== 'ArrowDown') return;
      event.preventDefault();
      setOpen(true);
      return;
    }
    // The keys of the page wait while a menu is open.
    event.stopPropagation();
    if (event.key === 'Tab') setOpen(false);
    if (event.key === 'Escape') {
      event.preventDefault();
      close();
    }
    const entries = [...(list.current?.querySelectorAll('button') ?? [])];
    const at = entries.indexOf(document.activeElement as HTMLButtonElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    entries.at(next % entries.length)?.focus();
  };
  const onBlur = (event: FocusEvent): void => {
    if (!event.currentTarget.contains(event.relatedTarget)) setOpen(false);
  };

  return (
    // The keys and the focus of the button and its entries, which bubble here.
    // biome-ignore lint/a11y/noStaticElementInteractions: see above
    <div className="menu" onBlur={onBlur} onKeyDown={onKeyDown}>
      <button
        ref={button}
        type="button"
        className={className}
        aria-label={name}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        disabled={disabled}
        onClick={() => setOpen(!open)}
      >
        {label}
      </button>
      {open && (
        <div ref={list} id={id} className="menu-list" role="menu" aria-label={name ?? label} tabIndex={-1}>
          {items.map((item) => (
            <button
              key={item.label}
              type="button"
              role="menuitem"
              tabIndex={-1}
              onClick={() => {
                close();
                item.onSelect();
              }}
            >
              {item.label}
              {item.hint !== undefined && <span className="muted small">{item.hint}</span>}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
