import { legend } from '../../charts/colour.ts';
import { stepExtent } from '../../state/revisions.ts';
import { syntaxKinds } from '../../state/syntax-spans.ts';
import type { ColourMode } from '../../state/view-slice.ts';
import type { DecodeTrace } from '../../trace/types.ts';
import type { Words } from '../../words/words.ts';
import { Term } from '../explain/term.tsx';
import { useWords } from '../watch-context.ts';
import { colourScale } from './token-colour.ts';

interface ColourLegendProps {
  readonly mode: ColourMode;
  readonly trace: DecodeTrace;
  /** As of the canvas. */
  readonly beside?: readonly DecodeTrace[];
}

/** What the colours of the canvas mean: a ramp between two numbers, or the kinds of syntax. */
export function ColourLegend({ mode, trace, beside = [trace] }: ColourLegendProps) {
  const t = useWords();
  if (mode === 'syntax') return <SyntaxLegend />;
  const [from, to] = ends(mode, trace, beside, t);
  const stops = legend(mode === 'revisions' ? 'entropy' : mode).map(({ t: at, colour }) => `${colour} ${at * 100}%`);
  return (
    <div className="legend">
      <span>{from}</span>
      <span className="ramp" style={{ background: `linear-gradient(to right, ${stops.join(', ')})` }} />
      <span>{to}</span>
      <Term id={terms[mode]} mark={colourName(mode, t)} />
    </div>
  );
}

const terms = {
  confidence: 'confidence',
  entropy: 'entropy',
  order: 'commit',
  age: 'commit',
  revisions: 'flip',
} as const;

export function colourName(mode: ColourMode, t: Words): string {
  return {
    confidence: t('Confidence'),
    entropy: t('Entropy'),
    order: t('Order'),
    age: t('Age'),
    revisions: t('Revisions'),
    syntax: t('Syntax'),
  }[mode];
}

function ends(
  mode: Exclude<ColourMode, 'syntax'>,
  trace: DecodeTrace,
  beside: readonly DecodeTrace[],
  t: Words,
): readonly [string, string] {
  const scale = colourScale(trace, beside, mode);
  const sameSteps = beside.every((other) => stepExtent(other) === scale.steps);
  switch (mode) {
    case 'confidence':
      return ['0', '1'];
    case 'entropy':
      return ['0', t('{{value}} nats', { value: scale.entropy })];
    case 'order':
      return [
        t('step {{step}}', { step: 1 }),
        sameSteps ? t('step {{step}}', { step: scale.steps }) : t('last step of each'),
      ];
    case 'age':
      return ['0', sameSteps ? t('{{count}} steps', { count: Math.max(1, scale.steps - 1) }) : t('all steps of each')];
    case 'revisions':
      return ['0', `${scale.revisions}`];
  }
}

function SyntaxLegend() {
  const t = useWords();
  const names = {
    keyword: t('keyword'),
    definition: t('definition'),
    string: t('string'),
    number: t('number'),
    comment: t('comment'),
  };
  return (
    <div className="legend syntax">
      {syntaxKinds.map((kind) => (
        <span key={kind} className={`syntax-${kind}`}>
          {names[kind]}
        </span>
      ))}
    </div>
  );
}
