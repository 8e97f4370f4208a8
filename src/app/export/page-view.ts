/** What the script of a saved page needs beside the trace: where the text stands, its colours, its words. */
import { type ColourMap, legend } from '../../charts/colour.ts';
import { entropyScale } from '../../charts/heat-map-cells.ts';
import { mostRevisions, stepExtent } from '../../state/revisions.ts';
import { type Segment, textLayout } from '../../state/token-text.ts';
import type { DecodeTrace } from '../../trace/types.ts';
import type { Words } from '../../words/words.ts';

export interface PageView {
  readonly lines: readonly (readonly Pick<Segment, 'position' | 'text' | 'columns'>[])[];
  /** Nine stops from the least to the most. */
  readonly colours: Readonly<Record<ColourMode, readonly string[]>>;
  readonly legend: Readonly<Record<ColourMode, { readonly least: string; readonly most: string }>>;
  readonly maxEntropy: number;
  readonly maxRevisions: number;
  /** Of the axis. */
  readonly steps: number;
  /** Between two steps of the playback: about ten seconds for the whole, 20 to 500 ms. */
  readonly stepMillis: number;
  readonly words: Readonly<Record<(typeof wordNames)[number], string>>;
}

type ColourMode = 'confidence' | 'entropy' | 'order' | 'age' | 'revisions';

const wordNames = [
  'play',
  'pause',
  'step',
  'hint',
  'position',
  'masked',
  'committed',
  'confidence',
  'entropy',
  'revisions',
  'candidates',
] as const;

export function pageView(trace: DecodeTrace, t: Words): PageView {
  const { lines, tail } = textLayout(trace);
  const stops = (mode: ColourMap): readonly string[] => legend(mode).map(({ colour }) => colour);
  const maxEntropy = entropyScale(trace);
  const maxRevisions = mostRevisions(trace);
  const steps = stepExtent(trace);
  return {
    lines: [...lines.map((line) => line.map(plain)), tail.map((position) => ({ position, text: '', columns: 1 }))],
    colours: {
      confidence: stops('confidence'),
      entropy: stops('entropy'),
      order: stops('order'),
      age: stops('age'),
      revisions: stops('entropy'),
    },
    legend: {
      confidence: { least: '0', most: '1' },
      entropy: { least: '0', most: t('{{value}} nats', { value: maxEntropy }) },
      order: { least: t('step {{step}}', { step: 1 }), most: t('step {{step}}', { step: steps }) },
      age: { least: '0', most: t('{{count}} steps', { count: Math.max(1, steps - 1) }) },
      revisions: { least: '0', most: `${maxRevisions}` },
    },
    maxEntropy,
    maxRevisions,
    steps,
    stepMillis: Math.min(500, Math.max(20, 10_000 / Math.max(1, trace.steps.length))),
    words: {
      play: t('Play'),
      pause: t('Pause'),
      step: t('step {{step}} of {{steps}}', { step: '{step}', steps: trace.steps.length }),
      hint: t('Point at a token for its numbers. Keys: space, ← →, Home, End, ↑ ↓ and 1–5 for colours.'),
      position: t('position'),
      masked: t('masked'),
      committed: t('committed in step {{step}}', { step: '{step}' }),
      confidence: t('confidence'),
      entropy: t('entropy'),
      revisions: t('revisions'),
      candidates: t('candidates'),
    },
  };
}

function plain({ position, text, columns }: Segment): PageView['lines'][number][number] {
  return { position, text, columns };
}
