import { memo } from 'react';
import type { Change } from '../../state/revisions.ts';
import type { SyntaxSpan } from '../../state/syntax-spans.ts';
import type { TokenKind } from '../../state/token-text.ts';
import type { Words } from '../../words/words.ts';
import { slotLabel } from './slot-words.ts';

/** All that a cell shows, as plain values: a cell renders again only when one of them changes. */
interface TokenCellProps {
  readonly id: string;
  readonly position: number;
  readonly text: string;
  /** The text again, by syntax; `null` shows it plain. */
  readonly spans: readonly SyntaxSpan[] | null;
  readonly kind: TokenKind;
  /** Width in characters; `null` fills the grid's cell. */
  readonly columns: number | null;
  readonly masked: boolean;
  /** False behind the end of a canvas that has not grown so far. */
  readonly exists: boolean;
  /** What the cursor's step did here. */
  readonly change: Change | null;
  readonly active: boolean;
  /** The step under the pointer changed it. */
  readonly touched: boolean;
  /** The decode that this one is compared with has another token here. */
  readonly differs: boolean;
  readonly background: string | null;
  readonly ink: string | null;
  /** Text of the token held or guessed, for the label. */
  readonly piece: string | null;
  readonly t: Words;
}

export const TokenCell = memo(function TokenCell(props: TokenCellProps) {
  const {
    id,
    position,
    text,
    spans,
    kind,
    columns,
    masked,
    exists,
    change,
    active,
    touched,
    differs,
    background,
    ink,
    piece,
    t,
  } = props;
  const mark =
    change === null ? '' : { commit: ' fresh', overwrite: ' fresh overwritten', remask: ' remasked' }[change];
  const state = `${masked ? 'masked' : 'committed'}${exists ? '' : ' absent'}${mark}`;
  return (
    <span
      id={id}
      role="option"
      aria-selected={active}
      aria-label={slotLabel(props, piece, t)}
      tabIndex={-1}
      data-position={position}
      className={`token ${kind} ${state}${active ? ' active' : ''}${touched ? ' touched' : ''}${differs ? ' differs' : ''}`}
      style={{
        ...(columns !== null && { width: `${columns}ch` }),
        ...(background !== null && { '--cell': background }),
        ...(ink !== null && { '--cell-ink': ink }),
      }}
    >
      {kind === 'text' ? spans === null ? text : spans.map(span) : <i />}
    </span>
  );
});

function span({ text, kind }: SyntaxSpan, index: number) {
  return (
    <span key={index} className={kind === null ? undefined : `syntax-${kind}`}>
      {text}
    </span>
  );
}
