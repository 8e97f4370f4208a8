import { useMemo } from 'react';
import { changesOf } from '../../state/revisions.ts';
import { pieceOf, quoted } from '../../state/token-text.ts';
import type { DecodeTrace } from '../../trace/types.ts';
import { useWords } from '../watch-context.ts';

/** Tokens that are named. */
const NAMED = 3;
/** Half of the tip's greatest width: it stays over the timeline. */
const HALF = 120;

interface StepTipProps {
  readonly trace: DecodeTrace;
  readonly step: number;
  /** Pixels: the middle of the step, and the width of the timeline. */
  readonly x: number;
  readonly width: number;
}

/** The number of the step under the pointer, and what it does. The step card says the same of the cursor's step. */
export function StepTip({ trace, step, x, width }: StepTipProps) {
  const t = useWords();
  const changes = useMemo(
    () => (trace.steps[step] === undefined ? null : changesOf(trace, step, step + 1)),
    [trace, step],
  );
  if (changes === null) return null;
  const { written, remasked } = changes;
  const named = written.slice(0, NAMED).map(({ tokenId }) => quoted(pieceOf(trace, tokenId)));
  const more = written.length - named.length;
  return (
    <div className="step-tip" aria-hidden="true" style={{ left: Math.min(Math.max(x, HALF), width - HALF) }}>
      <strong>{t('step {{step}}', { step: step + 1 })}</strong>
      {named.map((text, index) => (
        <span key={written[index]!.position} className="numeric">
          {text}
        </span>
      ))}
      {more > 0 && <span>{t('and {{more}} more', { more })}</span>}
      {remasked.length > 0 && <span>{t('{{remasked}} masked again', { remasked: remasked.length })}</span>}
    </div>
  );
}
