import { type MouseEvent, memo, useMemo } from 'react';
import { type DiffPart, tokenDiff } from '../../metrics/text-diff.ts';
import { pieceOf } from '../../state/token-text.ts';
import type { DecodeTrace } from '../../trace/types.ts';
import { useWatch, useWords } from '../watch-context.ts';
import type { Compared } from './use-comparison.ts';

interface DiffPanelProps {
  readonly runs: readonly Compared[];
  readonly base: Compared;
}

/** What became of the base's text in each of the other panes, token by token. */
export const DiffPanel = memo(function DiffPanel({ runs, base }: DiffPanelProps) {
  const t = useWords();
  const others = runs.filter(({ trace }) => trace !== base.trace);
  return (
    <section className="panel diff-panel" aria-label={t('Final texts')}>
      <div className="chart-head">
        <h2>{t('Final texts')}</h2>
        <p className="muted small">
          <del>{t('only in {{letter}}', { letter: base.letter })}</del> <ins>{t('only in the other')}</ins>
        </p>
      </div>
      {others.length === 0 ? (
        <p className="muted diff-none">{t('A second decode is needed.')}</p>
      ) : (
        <div className="diffs">
          {others.map((run, index) => (
            <Diff key={run.letter} run={run} base={base} first={index === 0} />
          ))}
        </div>
      )}
    </section>
  );
});

interface DiffProps {
  readonly run: Compared;
  readonly base: Compared;
  /** The text itself is shown even if it is the same. */
  readonly first: boolean;
}

function Diff({ run, base, first }: DiffProps) {
  const t = useWords();
  const hovered = useWatch((state) => state.hovered ?? state.pinned);
  const hover = useWatch((state) => state.hover);
  const [left, right] = [base.trace, run.trace];
  const parts = useMemo(() => tokenDiff(textTokens(left), textTokens(right)), [left, right]);
  const added = parts.reduce((sum, part) => sum + (part.kind === 'added' ? part.other.length : 0), 0);
  const removed = parts.reduce((sum, part) => sum + (part.kind === 'removed' ? part.base.length : 0), 0);
  const onMouseOver = (event: MouseEvent): void => {
    const cell = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-position]') : null;
    hover(cell === null ? null : Number(cell.dataset['position']));
  };
  return (
    <div className="diff">
      <h3 className="small">
        <span className="letter plain">{base.letter}</span> →{' '}
        <span className={`letter plain series-${run.index + 1}`}>{run.letter}</span>{' '}
        <span className="muted">
          {added + removed === 0 ? t('the same text') : t('−{{removed}} +{{added}} tokens', { removed, added })}
        </span>
      </h3>
      {(first || added + removed > 0) && (
        <pre className="diff-text" onMouseOver={onMouseOver} onFocus={() => undefined} onMouseLeave={() => hover(null)}>
          {parts.map((part) => (
            <Part
              key={`${part.kind} ${part.base[0]} ${part.other[0]}`}
              part={part}
              left={left}
              right={right}
              hovered={hovered}
            />
          ))}
        </pre>
      )}
    </div>
  );
}

interface PartProps {
  readonly part: DiffPart;
  readonly left: DecodeTrace;
  readonly right: DecodeTrace;
  readonly hovered: number | null;
}

/** Each token by itself, so that a pointer on it finds its place in the canvases. */
function Part({ part, left, right, hovered }: PartProps) {
  const [trace, positions] = part.kind === 'removed' ? [left, part.base] : [right, part.other];
  const tokens = positions.map((position) => (
    <span key={position} data-position={position} className={position === hovered ? 'active' : undefined}>
      {shown(trace, position, part.kind)}
    </span>
  ));
  if (part.kind === 'removed') return <del>{tokens}</del>;
  if (part.kind === 'added') return <ins>{tokens}</ins>;
  return tokens;
}

/** A line break that was taken out or put in is shown as a sign too. */
function shown(trace: DecodeTrace, position: number, kind: DiffPart['kind']): string {
  const tokenId = trace.final[position]!;
  if (tokenId === trace.request.maskId) return '▯';
  const piece = pieceOf(trace, tokenId);
  if (kind === 'same') return piece;
  return piece.replaceAll('\n', kind === 'added' ? '↵\n' : '↵');
}

/** Ids up to the first eos; a masked slot is a token like any other. */
function textTokens({ final, model }: DecodeTrace): Int32Array {
  const end = final.findIndex((tokenId) => model.tokens.eos.includes(tokenId) || tokenId === model.tokens.pad);
  return end < 0 ? final : final.subarray(0, end);
}
