import { legend } from '../../charts/colour.ts';
import { entropyScale } from '../../charts/heat-map-cells.ts';
import { mostRevisions, stepExtent } from '../../state/revisions.ts';
import { syntaxKinds } from '../../state/syntax-spans.ts';
import type { ColourMode } from '../../state/view-slice.ts';
import type { DecodeTrace } from '../../trace/types.ts';
import type { Words } from '../../words/words.ts';
import { Term } from '../explain/term.tsx';
import { useWords } from '../watch-context.ts';

/** What the colours of the canvas mean: a ramp between two numbers, or the kinds of syntax. */
export function ColourLegend({ mode, trace }: { readonly mode: ColourMode; readonly trace: DecodeTrace }) {
  const t = useWords();
  if (mode === 'syntax') return <SyntaxLegend />;
  const [from, to] = ends(mode, trace, t);
  const stops = legend(mode === 'revisions' ? 'entropy' : mode).map(({ t: at, colour }) => `${colour} ${at * 100}%`);
  return (
    <div className="legend">
      <span>{from}</span>
      <span className="ramp" style={{ background: `linear-gradient(to right, ${stops.join(', ')})` }} />
      <span>{to}</span>
      <Term id={terms[mode]} mark={modeName(mode, t)} />
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

function modeName(mode: keyof typeof terms, t: Words): string {
  return {
    confidence: t('Confidence'),
    entropy: t('Entropy'),
    order: t('Order'),
    age: t('Age'),
    revisions: t('Revisions'),
  }[mode];
}

function ends(mode: Exclude<ColourMode, 'syntax'>, trace: DecodeTrace, t: Words): readonly [string, string] {
  switch (mode) {
    case 'confidence':
      return ['0', '1'];
    case 'entropy':
      return ['0', t('{{value}} nats', { value: entropyScale(trace) })];
    case 'order':
      return [t('step {{step}}', { step: 1 }), t('step {{step}}', { step: stepExtent(trace) })];
    case 'age':
      return ['0', t('{{count}} steps', { count: Math.max(1, stepExtent(trace) - 1) })];
    case 'revisions':
      return ['0', `${mostRevisions(trace)}`];
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
