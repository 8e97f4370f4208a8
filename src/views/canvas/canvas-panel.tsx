import { useMemo } from 'react';
import { changesOf } from '../../state/revisions.ts';
import { type ColourMode, colourModes } from '../../state/view-slice.ts';
import type { DecodeTrace } from '../../trace/types.ts';
import type { Words } from '../../words/words.ts';
import { Segments } from '../controls/segments.tsx';
import { RunOffer } from '../library/run-offer.tsx';
import { useWatch, useWords } from '../watch-context.ts';
import { Caption } from './caption.tsx';
import { TokenCanvas } from './token-canvas.tsx';

export function CanvasPanel() {
  const t = useWords();
  const trace = useWatch((state) => state.trace);
  const colour = useWatch((state) => state.colour);
  const setColour = useWatch((state) => state.setColour);
  const layout = useWatch((state) => state.layout);
  const setLayout = useWatch((state) => state.setLayout);
  const running = useWatch((state) => state.run !== 'idle');
  const colourOptions = colourModes.map((value, index) => ({
    ...colourWords(t)[value],
    value,
    hint: `${colourWords(t)[value].hint} (${index + 1})`,
  }));
  const layoutOptions = [
    { value: 'auto', label: t('Auto'), hint: t('Grid while a decode runs, text otherwise') },
    { value: 'text', label: t('Text'), hint: t('Real line breaks and white space') },
    { value: 'grid', label: t('Grid'), hint: t('One cell per position; nothing moves') },
  ] as const;
  return (
    <section className="panel canvas-panel" aria-label={t('Canvas')}>
      <Caption />
      <div className="canvas-tools">
        <Segments label={t('Colour tokens by')} value={colour} options={colourOptions} onChange={setColour} />
        <Segments label={t('Canvas layout')} value={layout} options={layoutOptions} onChange={setLayout} />
      </div>
      <div className="canvas-scroll">
        <RunOffer />
        {trace !== null && <WatchedCanvas trace={trace} grid={layout === 'grid' || (layout === 'auto' && running)} />}
      </div>
    </section>
  );
}

function colourWords(t: Words): Record<ColourMode, { readonly label: string; readonly hint: string }> {
  return {
    confidence: { label: t('Confidence'), hint: t('Probability of the token when it was committed') },
    entropy: { label: t('Entropy'), hint: t('Entropy of the position when its token was committed') },
    order: { label: t('Order'), hint: t('Step of the commit') },
    age: { label: t('Age'), hint: t('Steps since the commit') },
    revisions: { label: t('Revisions'), hint: t('Times the token was masked again or overwritten') },
    syntax: { label: t('Syntax'), hint: t('Parts of a Python text; no measure') },
  };
}

/** The token canvas at the cursor of the store. */
function WatchedCanvas({ trace, grid }: { readonly trace: DecodeTrace; readonly grid: boolean }) {
  const t = useWords();
  const cursor = useWatch((state) => state.cursor);
  const colour = useWatch((state) => state.colour);
  const hovered = useWatch((state) => state.hovered);
  const pinned = useWatch((state) => state.pinned);
  const hoveredStep = useWatch((state) => state.hoveredStep);
  const touched = useMemo(() => touchedBy(trace, hoveredStep, cursor), [trace, hoveredStep, cursor]);
  const hover = useWatch((state) => state.hover);
  const pin = useWatch((state) => state.pin);
  return (
    <TokenCanvas
      trace={trace}
      cursor={cursor}
      grid={grid}
      colour={colour}
      active={hovered ?? pinned}
      touched={touched}
      pinned={pinned}
      label={t('Token canvas')}
      onHover={hover}
      onPin={pin}
    />
  );
}

const NONE: ReadonlySet<number> = new Set();

/** Positions that a step commits, overwrites or masks again. */
function touchedBy(trace: DecodeTrace, step: number | null, cursor: number): ReadonlySet<number> {
  if (step === null || trace.steps[step] === undefined) return NONE;
  const { written, remasked } = changesOf(trace, step, cursor);
  return new Set([...written.map(({ position }) => position), ...remasked]);
}
