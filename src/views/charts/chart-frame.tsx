import type { ReactNode } from 'react';
import type { Scene } from '../../charts/scene.ts';
import type { Provenance } from '../../export/provenance.ts';
import { sceneToSvg } from '../../export/svg.ts';
import { useActions, useWords } from '../watch-context.ts';
import { type Size, useSize } from './use-size.ts';

/** What a chart saves as: its figure at a size for print, and its numbers. */
export interface ChartExport {
  /** File name without extension. */
  readonly name: string;
  readonly provenance: Provenance;
  scene(): Scene;
  csv(): string;
}

interface ChartFrameProps {
  readonly title: string;
  readonly controls?: ReactNode;
  /** `null` while there is nothing to save. */
  readonly exported: ChartExport | null;
  /** What stands in the place of a chart of evidence that the trace does not have; absent = it has. */
  readonly missing?: string | null;
  /** Draws the chart once its size is known. */
  readonly children: (size: Size) => ReactNode;
}

/** Title, controls, the two save buttons, and a box that the chart fills. */
export function ChartFrame({ title, controls, exported, missing = null, children }: ChartFrameProps) {
  const [ref, size] = useSize<HTMLDivElement>();
  const { download } = useActions();
  const t = useWords();
  const saveSvg = ({ name, scene, provenance }: ChartExport): void =>
    download(`${name}.svg`, sceneToSvg(scene(), 'light', provenance), 'image/svg+xml');
  const saveCsv = ({ name, csv }: ChartExport): void => download(`${name}.csv`, csv(), 'text/csv');
  return (
    <section className="panel chart" aria-label={title}>
      <div className="chart-head">
        <h2>{title}</h2>
        {controls}
        <span className="chart-save">
          <button
            type="button"
            className="button quiet"
            aria-label={t('Save {{title}} as SVG', { title })}
            disabled={exported === null}
            onClick={() => exported && saveSvg(exported)}
          >
            SVG
          </button>
          <button
            type="button"
            className="button quiet"
            aria-label={t('Save {{title}} as CSV', { title })}
            disabled={exported === null}
            onClick={() => exported && saveCsv(exported)}
          >
            CSV
          </button>
        </span>
      </div>
      <div ref={ref} className="chart-body">
        {missing === null ? (
          size !== null && size.width > 0 && size.height > 0 && children(size)
        ) : (
          <p className="muted missing">{missing}</p>
        )}
      </div>
    </section>
  );
}
