import { useMemo } from 'react';
import { type ScoreRank, scoreRank } from '../../metrics/score-rank.ts';
import { changesOf, type PositionEvent, positionHistory } from '../../state/revisions.ts';
import { type Evidence, evidenceAt, type Reading, readEvidence, type Slot, slotsAt } from '../../state/slots.ts';
import { pieceOf, quoted } from '../../state/token-text.ts';
import { canvasAt } from '../../trace/canvas-at.ts';
import type { DecodeTrace } from '../../trace/types.ts';
import type { Words } from '../../words/words.ts';
import { Term } from '../explain/term.tsx';
import { useWatch, useWords } from '../watch-context.ts';
import { Trajectory } from './trajectory.tsx';

/**
 * The numbers of one position at the cursor, or at the step under the pointer; unless another is chosen, of the token
 * that step commits.
 */
export function Inspector() {
  const trace = useWatch((state) => state.trace);
  const cursor = useWatch((state) => state.cursor);
  const position = useWatch(
    (state) =>
      state.hovered ?? state.pinned ?? firstWritten(state.trace, state.hoveredStep ?? state.cursor - 1, state.cursor),
  );
  const t = useWords();
  const slot = useMemo(
    () => (trace === null || position === null ? undefined : slotsAt(trace, cursor)[position]),
    [trace, cursor, position],
  );
  return (
    <section className="panel inspector" aria-label={t('Inspector')}>
      {trace === null || slot === undefined ? (
        <p className="muted empty">
          {t('Point at a token, or move with [ and ], to see what the model considered there.')}
        </p>
      ) : (
        <SlotReading
          trace={trace}
          slot={slot}
          cursor={cursor}
          history={positionHistory(trace, slot.position, cursor)}
        />
      )}
    </section>
  );
}

function firstWritten(trace: DecodeTrace | null, step: number, cursor: number): number | null {
  if (trace === null || trace.steps[step] === undefined) return null;
  return changesOf(trace, step, cursor).written[0]?.position ?? null;
}

interface SlotReadingProps {
  readonly trace: DecodeTrace;
  readonly slot: Slot;
  readonly cursor: number;
  readonly history: readonly PositionEvent[];
}

function SlotReading({ trace, slot, cursor, history }: SlotReadingProps) {
  const t = useWords();
  const hoveredStep = useWatch((state) => state.hoveredStep);
  const evidence =
    (hoveredStep === null ? null : evidenceAt(trace, hoveredStep, slot.position, cursor)) ?? slot.evidence;
  const reading = evidence === null ? null : readEvidence(trace, evidence);
  const rank = useMemo(() => (evidence === null ? null : rankAt(trace, evidence)), [trace, evidence]);
  const text = (tokenId: number): string => quoted(pieceOf(trace, tokenId));
  return (
    <>
      <div className="slot-facts">
        <h2>
          {t('Position {{position}}', { position: slot.position })}
          <span
            className="slot-token numeric"
            title={slot.tokenId === null ? undefined : t('Token id {{id}}', { id: slot.tokenId })}
          >
            {slot.tokenId === null ? '' : text(slot.tokenId)}
          </span>
        </h2>
        <p className="muted">
          {!slot.exists
            ? t('not there yet')
            : slot.committedAt === null
              ? t('masked')
              : t('committed in step {{step}}', { step: slot.committedAt + 1 })}
        </p>
        <dl className="facts">
          {history.length > 1 && (
            <>
              <dt>{t('History')}</dt>
              <dd title={inWords(history, t)}>{inWords(history.slice(-SHOWN), t)}</dd>
            </>
          )}
          <dt>
            <Term id="confidence">{t('Confidence')}</Term>
          </dt>
          <dd>{reading === null ? '–' : reading.confidence.toFixed(4)}</dd>
          <dt>
            <Term id="entropy">{t('Entropy')}</Term>
          </dt>
          <dd>{reading === null ? '–' : t('{{value}} nats', { value: reading.entropy.toFixed(4) })}</dd>
          <dt title={t('Place among the masked by the score of the strategy, 1 = highest')}>{t('Rank')}</dt>
          <dd>{rankWords(rank, t)}</dd>
          <dt>{t('Drawn')}</dt>
          <dd className="numeric">{reading === null ? '–' : text(reading.sampledId)}</dd>
        </dl>
      </div>
      {reading !== null && <Trajectory trace={trace} position={slot.position} cursor={cursor} step={reading.step} />}
      {reading === null ? (
        <p className="muted empty">
          {t('No evidence: no step up to the cursor has recorded numbers for this position.')}
        </p>
      ) : (
        <CandidateList reading={reading} held={slot.masked ? null : slot.tokenId} text={text} />
      )}
    </>
  );
}

function rankAt(trace: DecodeTrace, { step, row }: Evidence): ScoreRank | null {
  const record = trace.steps[step]!;
  return scoreRank(record, trace.request, canvasAt(trace, step), record.stats.positions[row]!);
}

function rankWords(rank: ScoreRank | null, t: Words): string {
  if (rank === null) return '–';
  const place = t('{{rank}} of {{masked}}', { rank: rank.rank, masked: rank.of });
  return rank.tied > 1 ? t('{{place}}, shared by {{tied}}', { place, tied: rank.tied }) : place;
}

/** Events that fit; the title has all. */
const SHOWN = 4;

/** Steps as people count them. */
function inWords(history: readonly PositionEvent[], t: Words): string {
  const said = ({ step, change }: PositionEvent): string =>
    ({
      commit: () => t('committed {{step}}', { step: step + 1 }),
      overwrite: () => t('overwritten {{step}}', { step: step + 1 }),
      remask: () => t('remasked {{step}}', { step: step + 1 }),
    })[change]();
  return history.map(said).join(t(', '));
}

interface CandidateListProps {
  readonly reading: Reading;
  readonly held: number | null;
  readonly text: (tokenId: number) => string;
}

function CandidateList({ reading, held, text }: CandidateListProps) {
  const t = useWords();
  return (
    <div className="candidates">
      <h2>
        <Term id="candidates">{t('Candidates')}</Term>{' '}
        <span className="muted">{t('in step {{step}}', { step: reading.step + 1 })}</span>
      </h2>
      <ol>
        {reading.candidates.slice(0, 8).map(({ tokenId, probability }, rank) => (
          // Keyed by place: a token that gains a rank would otherwise move its line.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <li key={rank} className={tokenId === held ? 'held' : undefined}>
            <span className="piece numeric">{text(tokenId)}</span>
            <span className="bar" style={{ '--share': probability }} />
            <span className="probability">{formatProbability(probability)}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}

/** Four decimals; what they would round to nothing as a power of ten. */
function formatProbability(probability: number): string {
  return probability > 0 && probability < 5e-5 ? probability.toExponential(0) : probability.toFixed(4);
}
