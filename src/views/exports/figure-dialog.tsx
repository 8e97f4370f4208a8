import { useMemo, useState } from 'react';
import {
  COLUMN_INCHES,
  type FigureColumns,
  type FigurePanelId,
  figureCaption,
  figurePanels,
  figureSheet,
  type LabelledTrace,
} from '../../charts/figure-sheet.ts';
import { palettes } from '../../export/palette.ts';
import { provenanceOfSeveral } from '../../export/provenance.ts';
import { sceneToSvg } from '../../export/svg.ts';
import { describeConvention } from '../../metrics/ar-ness.ts';
import { SceneSvg } from '../charts/scene-svg.tsx';
import { Segments } from '../controls/segments.tsx';
import { useActions, useExporter, useWatch, useWords } from '../watch-context.ts';
import { ExportDialog } from './export-dialogs.tsx';

/** The colours of the light theme, whatever the page's is. */
const PAPER = Object.fromEntries(Object.entries(palettes.light).map(([role, colour]) => [`--chart-${role}`, colour]));

/** The figure sheet as it will be in print, with its choices. Figures for print are light. */
export function FigureDialog({ runs }: { readonly runs: readonly LabelledTrace[] }) {
  const t = useWords();
  const convention = useWatch((state) => state.convention);
  const { download } = useActions();
  const { savePng } = useExporter();
  const [columns, setColumns] = useState<FigureColumns>('single');
  const [panels, setPanels] = useState<readonly FigurePanelId[]>(figurePanels);
  const [heat, setHeat] = useState<'confidence' | 'entropy'>('confidence');
  const [caption, setCaption] = useState(true);
  const options = useMemo(
    () => ({ columns, panels, heat, caption, convention }),
    [columns, panels, heat, caption, convention],
  );
  const scene = useMemo(() => figureSheet(runs, options, t), [runs, options, t]);
  const provenance = provenanceOfSeveral(runs[0]!.trace, runs, {
    convention: describeConvention(convention),
    panels: panels.join(' '),
  });
  const names: Record<FigurePanelId, string> = {
    local: t('Local AR-ness@k'),
    global: t('Global AR-ness@k'),
    sink: t('Entropy sink'),
    heat: t('Steps × positions'),
  };
  const toggle = (panel: FigurePanelId): void =>
    setPanels(panels.includes(panel) ? panels.filter((one) => one !== panel) : [...panels, panel]);
  return (
    <ExportDialog title={t('Figure sheet')}>
      <div className="export-choices">
        <Segments
          label={t('Columns')}
          value={columns}
          onChange={setColumns}
          options={[
            { value: 'single', label: t('one column, 3.25 in') },
            { value: 'double', label: t('two columns, 6.75 in') },
          ]}
        />
        {figurePanels.map((panel) => (
          <label key={panel} className="check">
            <input type="checkbox" checked={panels.includes(panel)} onChange={() => toggle(panel)} />
            {names[panel]}
          </label>
        ))}
        {panels.includes('heat') && (
          <Segments
            label={t('Heat map of the figure')}
            value={heat}
            onChange={setHeat}
            options={[
              { value: 'confidence', label: t('Confidence') },
              { value: 'entropy', label: t('Entropy') },
            ]}
          />
        )}
        <label className="check">
          <input type="checkbox" checked={caption} onChange={(event) => setCaption(event.target.checked)} />
          {t('Caption in the figure')}
        </label>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keys */}
      <section className="figure-preview" aria-label={t('Figure sheet')} tabIndex={0} style={PAPER}>
        <SceneSvg scene={scene} />
      </section>
      <div className="export-actions">
        <button
          type="button"
          className="button"
          onClick={() => void navigator.clipboard.writeText(figureCaption(runs, options, t))}
        >
          {t('Copy the caption')}
        </button>
        <button
          type="button"
          className="button"
          disabled={panels.length === 0}
          onClick={() => void savePng('figure', scene, 'light', provenance)}
        >
          {t('Save PNG')}
        </button>
        <button
          type="button"
          className="button primary"
          disabled={panels.length === 0}
          onClick={() =>
            download('figure.svg', sceneToSvg(scene, 'light', provenance, COLUMN_INCHES[columns]), 'image/svg+xml')
          }
        >
          {t('Save SVG')}
        </button>
      </div>
    </ExportDialog>
  );
}
