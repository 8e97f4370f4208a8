import { type KeyboardEvent, type MouseEvent, type ReactNode, useId, useMemo } from 'react';
import { readableInk } from '../../charts/colour.ts';
import { entropyScale } from '../../charts/heat-map-cells.ts';
import { mostRevisions, stepExtent } from '../../state/revisions.ts';
import { type Slot, slotsAt } from '../../state/slots.ts';
import { oneLine, pieceOf, quoted, type Segment, textLayout, tokenKind } from '../../state/token-text.ts';
import type { ColourMode } from '../../state/view-slice.ts';
import type { DecodeTrace } from '../../trace/types.ts';
import { TokenCell } from './token-cell.tsx';
import { tokenColour } from './token-colour.ts';

interface TokenCanvasProps {
  readonly trace: DecodeTrace;
  /** Steps shown, 0 … number of steps. */
  readonly cursor: number;
  /** One cell per position instead of the text with its line breaks. */
  readonly grid: boolean;
  readonly colour: ColourMode;
  /** Outlined; wherever the pointer is. */
  readonly active: number | null;
  /** Chosen by click or key: where the keys move from, and let go by another click. */
  readonly pinned: number | null;
  /** Its name for a screen reader. */
  readonly label: string;
  readonly onHover: (position: number | null) => void;
  readonly onPin: (position: number | null) => void;
}

/** The canvas of a trace after so many steps, as text with its line breaks or as a grid with one cell per position. */
export function TokenCanvas(props: TokenCanvasProps) {
  const { trace, cursor, grid, colour, active, pinned, label, onHover, onPin } = props;
  const canvasId = useId();
  const slots = useMemo(() => slotsAt(trace, cursor), [trace, cursor]);
  const layout = useMemo(() => (grid ? null : textLayout(trace)), [trace, grid]);
  const scale = useMemo(
    () => ({
      entropy: entropyScale(trace),
      steps: stepExtent(trace),
      revisions: colour === 'revisions' ? mostRevisions(trace) : 1,
    }),
    [trace, colour],
  );

  const cellId = (position: number, part = 0): string => `${canvasId}-${position}-${part}`;
  const cell = (slot: Slot, segment: Segment | null): ReactNode => {
    const { position, masked, tokenId } = slot;
    const background = tokenColour(trace, slot, colour, scale);
    const part = segment?.part ?? 0;
    return (
      <TokenCell
        key={`${position}-${part}`}
        id={cellId(position, part)}
        position={position}
        kind={tokenId === null ? 'text' : tokenKind(trace, tokenId)}
        text={cellText(trace, slot, segment)}
        columns={segment?.columns ?? null}
        masked={masked}
        exists={slot.exists}
        change={slot.change}
        active={position === active}
        background={background}
        ink={background === null ? null : readableInk(background)}
        label={labelOf(trace, slot)}
      />
    );
  };

  const onClick = (event: MouseEvent): void => {
    const position = positionOf(event.target);
    onPin(position === pinned ? null : position);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move === undefined) return;
    event.preventDefault();
    const next = Math.min(slots.length - 1, Math.max(0, (pinned ?? -1) + move));
    onPin(next);
    document.getElementById(cellId(next))?.scrollIntoView({ block: 'nearest' });
  };

  return (
    <div
      className={`canvas ${grid ? 'grid' : 'text'}`}
      role="listbox"
      tabIndex={0}
      aria-label={label}
      aria-activedescendant={active === null ? undefined : cellId(active)}
      onMouseOver={(event) => onHover(positionOf(event.target))}
      onMouseLeave={() => onHover(null)}
      onFocus={() => undefined}
      onClick={onClick}
      onKeyDown={onKeyDown}
    >
      {layout === null ? (
        slots.map((slot) => cell(slot, null))
      ) : (
        <>
          {layout.lines.map((line, index) => (
            // A line has no identity but its place.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            <div key={index} className="line">
              {line.map((segment) => cell(slots[segment.position]!, segment))}
            </div>
          ))}
          {layout.tail.length > 0 && (
            <div className="line tail">
              {layout.tail.map((position) => cell(slots[position]!, { position, part: 0, text: '', columns: 1 }))}
            </div>
          )}
        </>
      )}
    </div>
  );
}

/** In the text a slot keeps the size of the token that will fill it, so a guess is cut to it. */
function cellText(trace: DecodeTrace, { masked, tokenId }: Slot, segment: Segment | null): string {
  if (tokenId === null) return '';
  if (segment === null) return oneLine(pieceOf(trace, tokenId));
  if (!masked) return segment.text;
  return segment.part === 0 ? oneLine(pieceOf(trace, tokenId)) : '';
}

function labelOf(trace: DecodeTrace, { position, masked, exists, tokenId, change }: Slot): string {
  const revised = { commit: '', overwrite: ', overwritten', remask: ', masked again' }[change ?? 'commit'];
  if (!exists) return `${position}: not there yet`;
  if (tokenId === null) return `${position}: masked${revised}`;
  const text = quoted(pieceOf(trace, tokenId));
  return `${position}: ${masked ? `masked, best guess ${text}` : text}${revised}`;
}

function positionOf(target: EventTarget): number | null {
  const cell = target instanceof Element ? target.closest<HTMLElement>('[data-position]') : null;
  return cell === null ? null : Number(cell.dataset['position']);
}
