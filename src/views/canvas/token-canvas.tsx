import { type KeyboardEvent, type MouseEvent, type ReactNode, useDeferredValue, useId, useMemo } from 'react';
import { readableInk } from '../../charts/colour.ts';
import { differ, type Slot, slotsAt } from '../../state/slots.ts';
import { type SyntaxSpan, syntaxSpans } from '../../state/syntax-spans.ts';
import { oneLine, pieceOf, quoted, type Segment, textLayout, tokenKind, wordsOf } from '../../state/token-text.ts';
import type { ColourMode } from '../../state/view-slice.ts';
import type { DecodeTrace } from '../../trace/types.ts';
import { useWords } from '../watch-context.ts';
import { slotTitle } from './slot-words.ts';
import { TokenCell } from './token-cell.tsx';
import { colourScale, tokenColour } from './token-colour.ts';
import { useHighlighter } from './use-highlighter.ts';

interface TokenCanvasProps {
  readonly trace: DecodeTrace;
  /** Steps shown, 0 … number of steps. */
  readonly cursor: number;
  /** One cell per position instead of the text with its line breaks. */
  readonly grid: boolean;
  readonly colour: ColourMode;
  /** Outlined; wherever the pointer is. */
  readonly active: number | null;
  /** Positions that the step under the pointer changed. Default none. */
  readonly touched?: ReadonlySet<number>;
  /** Another decode at its own cursor: tokens that differ from its tokens are marked. Default none. */
  readonly against?: Against | undefined;
  /** Decodes that share the scales of entropy and revisions with this one. Default it alone. */
  readonly beside?: readonly DecodeTrace[];
  /** Chosen by click or key: where the keys move from, and let go by another click. */
  readonly pinned: number | null;
  /** Its name for a screen reader. */
  readonly label: string;
  readonly onHover: (position: number | null) => void;
  readonly onPin: (position: number | null) => void;
}

interface Against {
  /** What it is called. */
  readonly letter: string;
  readonly trace: DecodeTrace;
  readonly cursor: number;
}

/** The canvas of a trace after so many steps, as text with its line breaks or as a grid with one cell per position. */
export function TokenCanvas(props: TokenCanvasProps) {
  const { trace, cursor, grid, colour, active, touched, against, beside, pinned, label, onHover, onPin } = props;
  const canvasId = useId();
  const t = useWords();
  const highlight = useHighlighter();
  const slots = useMemo(() => slotsAt(trace, cursor), [trace, cursor]);
  const others = against === undefined ? null : slotsAt(against.trace, against.cursor);
  const pointed = active === null ? undefined : slots[active];
  const layout = useMemo(() => textLayout(trace), [trace]);
  // The tokens come first, plain: parsing a long text takes as long as drawing it.
  const parsed = useDeferredValue(layout, null);
  const spans = useMemo(() => {
    // A text that is still being written would change its highlights with every step.
    const finished = highlight !== null && trace.finish === 'complete' && parsed === layout;
    const ofText = finished ? syntaxSpans(layout, highlight) : new Map<Segment, readonly SyntaxSpan[]>();
    return { ofText, ofGrid: gridSpans(trace, ofText) };
  }, [trace, layout, parsed, highlight]);
  const scale = useMemo(() => colourScale(trace, beside, colour), [trace, beside, colour]);

  const cellId = (position: number, part = 0): string => `${canvasId}-${position}-${part}`;
  const cell = (slot: Slot, segment: Segment | null): ReactNode => {
    const { position, masked, tokenId } = slot;
    const background = tokenColour(trace, slot, cursor, colour, scale);
    const part = segment?.part ?? 0;
    const text = cellText(trace, slot, segment);
    const isFinal = !masked && tokenId === trace.final[position];
    const cut = segment === null ? spans.ofGrid.get(position) : spans.ofText.get(segment);
    return (
      <TokenCell
        key={`${position}-${part}`}
        id={cellId(position, part)}
        position={position}
        kind={tokenId === null ? 'text' : tokenKind(trace, tokenId)}
        text={text}
        spans={(isFinal && cut) || null}
        columns={segment?.columns ?? null}
        masked={masked}
        exists={slot.exists}
        change={slot.change}
        active={position === active}
        touched={touched?.has(position) ?? false}
        differs={others !== null && differ(slot, others[position])}
        background={background}
        ink={background === null ? null : readableInk(background)}
        piece={tokenId === null ? null : pieceOf(trace, tokenId)}
        t={t}
      />
    );
  };

  /** What stands there in the other decode, if it is another token. */
  const otherTitle = (slot: Slot): string => {
    const other = others?.[slot.position];
    if (against === undefined || other === undefined || !differ(slot, other)) return '';
    const text = quoted(pieceOf(against.trace, other.tokenId!));
    return `\n${t('in {{letter}}: {{text}}', { letter: against.letter, text })}`;
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
      className={`canvas ${grid ? 'grid' : 'text'}${colour === 'syntax' ? ' syntax' : ''}`}
      dir="ltr"
      title={pointed && `${slotTitle(trace, pointed, cursor, t)}${otherTitle(pointed)}`}
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
      {grid ? (
        slots.map((slot) => cell(slot, null))
      ) : (
        <>
          {layout.lines.map((line, index) => (
            // A line has no identity but its place.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            <div key={index} className="line">
              {wordsOf(line).map((word) => (
                <span key={`${word[0]!.position}-${word[0]!.part}`} className="word">
                  {word.map((segment) => cell(slots[segment.position]!, segment))}
                </span>
              ))}
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

/**
 * In the text a slot keeps the size of the token that stands there in the end, so a guess, and a token that will be
 * revised, is cut to it.
 */
function cellText(trace: DecodeTrace, { position, masked, tokenId }: Slot, segment: Segment | null): string {
  if (tokenId === null) return '';
  if (segment === null) return oneLine(pieceOf(trace, tokenId));
  if (!masked && tokenId === trace.final[position]) return segment.text;
  return segment.part === 0 ? oneLine(pieceOf(trace, tokenId)) : '';
}

/** In a grid, where a token stands in one piece, it has the kind of its first part that has one. */
function gridSpans(
  trace: DecodeTrace,
  spans: ReadonlyMap<Segment, readonly SyntaxSpan[]>,
): ReadonlyMap<number, readonly SyntaxSpan[]> {
  const ofGrid = new Map<number, readonly SyntaxSpan[]>();
  for (const [{ position }, parts] of spans) {
    const kind = parts.find((part) => part.kind !== null)?.kind ?? null;
    if (ofGrid.has(position)) continue;
    ofGrid.set(position, [{ text: oneLine(pieceOf(trace, trace.final[position]!)), kind }]);
  }
  return ofGrid;
}

function positionOf(target: EventTarget): number | null {
  const cell = target instanceof Element ? target.closest<HTMLElement>('[data-position]') : null;
  return cell === null ? null : Number(cell.dataset['position']);
}
