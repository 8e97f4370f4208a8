import { legend } from '../../charts/colour.ts';
import { entropyScale } from '../../charts/heat-map-cells.ts';
import { mostRevisions, stepExtent } from '../../state/revisions.ts';
import type { Origin } from '../../state/run-slice.ts';
import { hasSettings } from '../../state/settings-slice.ts';
import { type ColourMode, colourModes, layouts } from '../../state/view-slice.ts';
import type { DecodeTrace } from '../../trace/types.ts';
import { Segments } from '../controls/segments.tsx';
import { useActions, useWatch } from '../watch-context.ts';
import { TokenCanvas } from './token-canvas.tsx';

const colourOptions = colourModes.map((value, index) => ({
  value,
  label: value[0]!.toUpperCase() + value.slice(1),
  hint: `Colour by ${value} (${index + 1})`,
}));

const layoutHints = {
  auto: 'Grid while a decode runs, text otherwise',
  text: 'Real line breaks and white space',
  grid: 'One cell per position; nothing moves',
};
const layoutOptions = layouts.map((value) => ({
  value,
  label: value[0]!.toUpperCase() + value.slice(1),
  hint: layoutHints[value],
}));

export function CanvasPanel() {
  const trace = useWatch((state) => state.trace);
  const colour = useWatch((state) => state.colour);
  const setColour = useWatch((state) => state.setColour);
  const layout = useWatch((state) => state.layout);
  const setLayout = useWatch((state) => state.setLayout);
  const running = useWatch((state) => state.run !== 'idle');
  return (
    <section className="panel canvas-panel" aria-label="Canvas">
      <Caption />
      <div className="canvas-tools">
        <Segments label="Colour tokens by" value={colour} options={colourOptions} onChange={setColour} />
        <Segments label="Canvas layout" value={layout} options={layoutOptions} onChange={setLayout} />
        {trace !== null && <Legend mode={colour} trace={trace} />}
      </div>
      <div className="canvas-scroll">
        {trace !== null && <WatchedCanvas trace={trace} grid={layout === 'grid' || (layout === 'auto' && running)} />}
      </div>
    </section>
  );
}

/** The token canvas at the cursor of the store. */
function WatchedCanvas({ trace, grid }: { readonly trace: DecodeTrace; readonly grid: boolean }) {
  const cursor = useWatch((state) => state.cursor);
  const colour = useWatch((state) => state.colour);
  const hovered = useWatch((state) => state.hovered);
  const pinned = useWatch((state) => state.pinned);
  const hover = useWatch((state) => state.hover);
  const pin = useWatch((state) => state.pin);
  return (
    <TokenCanvas
      trace={trace}
      cursor={cursor}
      grid={grid}
      colour={colour}
      active={hovered ?? pinned}
      pinned={pinned}
      label="Token canvas"
      onHover={hover}
      onPin={pin}
    />
  );
}

const origins: Record<Origin, string> = {
  example: 'A recorded decode',
  run: 'Your decode',
  file: 'An opened trace',
  'last-run': 'Your last decode',
};

/** One line that says what is on screen. */
function Caption() {
  const trace = useWatch((state) => state.trace);
  const origin = useWatch((state) => state.origin);
  const run = useWatch((state) => state.run);
  const adopt = useWatch((state) => state.adopt);
  const { playExample } = useActions();
  const name = run === 'idle' ? origins[origin] : 'Decoding now';
  return (
    <div className="caption">
      <p className="what">
        {trace !== null && (
          <>
            <strong>{name}.</strong>{' '}
            {run === 'idle' && trace.finish === 'stalled' && (
              <strong>It stalled after {trace.steps.length} steps: the strategy got nowhere. </strong>
            )}
            <span className="muted">Outlined: masked, with the best guess so far. Filled: committed.</span>
          </>
        )}
      </p>
      {run === 'idle' && trace !== null && (
        <span>
          {(origin === 'example' || origin === 'file') && hasSettings(trace) && (
            <button type="button" className="button quiet" onClick={() => adopt(trace)}>
              Use its settings
            </button>
          )}
          {origin !== 'example' && (
            <button type="button" className="button quiet" onClick={playExample}>
              Play the example
            </button>
          )}
        </span>
      )}
      <p className="prompt-line" title={trace?.promptText}>
        {trace === null ? '' : `“${trace.promptText}”`}
      </p>
    </div>
  );
}

function Legend({ mode, trace }: { readonly mode: ColourMode; readonly trace: DecodeTrace }) {
  const [from, to] = {
    confidence: () => ['0', '1'],
    entropy: () => ['0', `${entropyScale(trace)} nats`],
    order: () => ['step 1', `step ${stepExtent(trace)}`],
    revisions: () => ['0', `${mostRevisions(trace)}`],
  }[mode]();
  const stops = legend(mode === 'revisions' ? 'entropy' : mode).map(({ t, colour }) => `${colour} ${t * 100}%`);
  return (
    <div className="legend">
      <span>{from}</span>
      <span className="ramp" style={{ background: `linear-gradient(to right, ${stops.join(', ')})` }} />
      <span>{to}</span>
    </div>
  );
}
