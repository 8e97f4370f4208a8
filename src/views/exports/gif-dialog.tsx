import { useMemo, useRef, useState } from 'react';
import type { StoppableSave } from '../../export/exporter.ts';
import { palettes, type Theme } from '../../export/palette.ts';
import type { DecodeTrace } from '../../trace/types.ts';
import { SceneSvg } from '../charts/scene-svg.tsx';
import { Segments } from '../controls/segments.tsx';
import { useExporter, useWords } from '../watch-context.ts';
import { decodeFrames, type FilmColour, MAX_FILM_POSITIONS } from './decode-frame.ts';
import { ExportDialog } from './export-dialogs.tsx';
import { filmSteps } from './film-steps.ts';

/** The film of a decode: its choices, a frame from its middle, and how far it is. */
export function GifDialog({ trace }: { readonly trace: DecodeTrace }) {
  const t = useWords();
  const { saveGif } = useExporter();
  const [colour, setColour] = useState<FilmColour>('order');
  const [theme, setTheme] = useState<Theme>('light');
  /** Share of the film that is made; `null` while none is being made. */
  const [progress, setProgress] = useState<number | null>(null);
  const saving = useRef<StoppableSave>(null);
  const steps = trace.steps.length;
  const { cursors, stride } = filmSteps(steps);
  const tooLong = trace.request.canvasLength > MAX_FILM_POSITIONS;
  const frame = useMemo(
    () => (tooLong ? null : decodeFrames(trace, colour, t).scene(Math.ceil(trace.steps.length * 0.6))),
    [trace, colour, t, tooLong],
  );
  const colours = palettes[theme];
  const variables = Object.fromEntries(Object.entries(colours).map(([role, value]) => [`--chart-${role}`, value]));

  const save = async (): Promise<void> => {
    setProgress(0);
    saving.current = saveGif(trace, { colour, theme }, setProgress);
    await saving.current.done;
    setProgress(null);
  };
  return (
    <ExportDialog title={t('Film of the decode')} onClose={() => saving.current?.stop()}>
      <div className="export-choices">
        <Segments
          label={t('Colour tokens by')}
          value={colour}
          onChange={setColour}
          options={[
            { value: 'order', label: t('Order') },
            { value: 'confidence', label: t('Confidence') },
            { value: 'entropy', label: t('Entropy') },
          ]}
        />
        <Segments
          label={t('Theme')}
          value={theme}
          onChange={setTheme}
          options={[
            { value: 'light', label: t('Light') },
            { value: 'dark', label: t('Dark') },
          ]}
        />
        <span className="muted small">
          {stride === 1
            ? t('{{frames}} frames, one for each step', { frames: cursors.length })
            : t('{{frames}} frames, one for every {{stride}} steps of {{steps}}', {
                frames: cursors.length,
                stride,
                steps,
              })}
        </span>
      </div>
      {frame === null ? (
        <p className="export-choices">
          {t('A GIF shows up to {{most}} positions. Save the decode as a web page instead.', {
            most: MAX_FILM_POSITIONS,
          })}
        </p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keys
        <section className="figure-preview" aria-label={t('A frame of the film')} tabIndex={0} style={variables}>
          <SceneSvg scene={frame} />
        </section>
      )}
      <div className="export-actions">
        {progress === null ? (
          <button type="button" className="button primary" disabled={tooLong} onClick={() => void save()}>
            {t('Save GIF')}
          </button>
        ) : (
          <>
            <progress aria-label={t('Film of the decode')} value={progress} />
            <button type="button" className="button" onClick={() => saving.current?.stop()}>
              {t('Stop')}
            </button>
          </>
        )}
      </div>
    </ExportDialog>
  );
}
