import { type KeyboardEvent, type MouseEvent, type ReactNode, useId, useMemo } from 'react';
import { readableInk } from '../../charts/colour.ts';
import { entropyScale } from '../../charts/heat-map-cells.ts';
import { mostRevisions, stepExtent } from '../../state/revisions.ts';
import { type Slot, slotsAt } from '../../state/slots.ts';
import { oneLine, pieceOf, quoted, type Segment, textLayout, tokenKind } from '../../state/token-text.ts';
import type { DecodeTrace } from '../../trace/types.ts';
import { useWatch, useWatchStore } from '../watch-context.ts';
import { TokenCell } from './token-cell.tsx';
import { tokenColour } from './token-colour.ts';

/** The canvas at the cursor, as text with its line breaks or as a grid with one cell per position. */
export function TokenCanvas({ trace, grid }: { readonly trace: DecodeTrace; readonly grid: boolean }) {
  const canvasId = useId();
  const store = useWatchStore();
  const cursor = useWatch((state) => state.cursor);
  const colour = useWatch((state) => state.colour);
  const active = useWatch((state) => state.hovered ?? state.pinned);
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

  const onPointer = (event: MouseEvent): void => store.getState().hover(positionOf(event.target));
  const onClick = (event: MouseEvent): void => {
    const position = positionOf(event.target);
    store.getState().pin(position === store.getState().pinned ? null : position);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move === undefined) return;
    event.preventDefault();
    const { pinned, pin } = store.getState();
    const next = Math.min(slots.length - 1, Math.max(0, (pinned ?? -1) + move));
    pin(next);
    document.getElementById(cellId(next))?.scrollIntoView({ block: 'nearest' });
  };

  return (
    <div
      className={`canvas ${grid ? 'grid' : 'text'}`}
      role="listbox"
      tabIndex={0}
      aria-label="Token canvas"
      aria-activedescendant={active === null ? undefined : cellId(active)}
      onMouseOver={onPointer}
      onMouseLeave={() => store.getState().hover(null)}
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
