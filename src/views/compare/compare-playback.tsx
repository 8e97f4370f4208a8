import type { ColourMode } from '../../state/view-slice.ts';
import { colourModes } from '../../state/view-slice.ts';
import type { DecodeTrace } from '../../trace/types.ts';
import { ColourLegend, colourName } from '../canvas/colour-legend.tsx';
import { Segments } from '../controls/segments.tsx';
import { Transport } from '../playback/transport.tsx';
import { useWatch, useWords } from '../watch-context.ts';
import { CompareTimeline } from './compare-timeline.tsx';
import type { Compared } from './use-comparison.ts';

interface ComparePlaybackProps {
  readonly runs: readonly Compared[];
  readonly base: Compared | null;
  /** The decodes of all panes. */
  readonly traces: readonly DecodeTrace[];
}

/** The common cursor, and what colours and marks of the canvases mean. */
export function ComparePlayback({ runs, base, traces }: ComparePlaybackProps) {
  const t = useWords();
  return (
    <section className="panel compare-playback" aria-label={t('Playback')}>
      <CompareTimeline runs={runs} />
      <div className="transport-row">
        <Transport />
        <AlignmentSwitch />
      </div>
      {base !== null && <Legend base={base} traces={traces} />}
    </section>
  );
}

function AlignmentSwitch() {
  const alignment = useWatch((state) => state.alignment);
  const setAlignment = useWatch((state) => state.setAlignment);
  const t = useWords();
  const options = [
    { value: 'step', label: t('By step'), hint: t('Every pane shows the same number of steps') },
    { value: 'fraction', label: t('By fraction'), hint: t('Every pane shows the same share of its own steps') },
  ] as const;
  return <Segments label={t('Move panes')} value={alignment} options={options} onChange={setAlignment} />;
}

function Legend({ base, traces }: { readonly base: Compared; readonly traces: readonly DecodeTrace[] }) {
  const t = useWords();
  const colour = useWatch((state) => state.colour);
  const setColour = useWatch((state) => state.setColour);
  const marks = useWatch((state) => state.marksDifferences);
  const markDifferences = useWatch((state) => state.markDifferences);
  return (
    <div className="compare-legend">
      <select
        className="select"
        aria-label={t('Colour tokens by')}
        value={colour}
        onChange={(event) => setColour(event.target.value as ColourMode)}
      >
        {colourModes.map((mode) => (
          <option key={mode} value={mode}>
            {colourName(mode, t)}
          </option>
        ))}
      </select>
      <ColourLegend mode={colour} trace={base.trace} beside={traces} />
      {traces.length > 1 && (
        <label className="check">
          <input type="checkbox" checked={marks} onChange={(event) => markDifferences(event.target.checked)} />
          <span className="difference-sample" aria-hidden="true" />
          {t('another token than in {{letter}}', { letter: base.letter })}
        </label>
      )}
    </div>
  );
}
