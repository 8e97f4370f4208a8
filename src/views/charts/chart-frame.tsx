import type { ReactNode } from 'react';
import type { Scene } from '../../charts/scene.ts';
import type { TermId } from '../../explain/term-id.ts';
import { tableToCsv } from '../../export/csv.ts';
import type { Provenance } from '../../export/provenance.ts';
import { sceneToSvg } from '../../export/svg.ts';
import type { Table } from '../../export/table.ts';
import { tableToJson } from '../../export/table-json.ts';
import { Term } from '../explain/term.tsx';
import { MenuButton } from '../menu-button.tsx';
import { useActions, useExporter, useWords } from '../watch-context.ts';
import { type Size, useSize } from './use-size.ts';

/** What a chart saves as: its figure at a size for print (SVG, PNG), and its numbers (CSV, JSON). */
export interface ChartExport {
  /** File name without extension. */
  readonly name: string;
  readonly provenance: Provenance;
  /** Absent: numbers alone. */
  scene?(): Scene;
  table(): Table;
}

interface ChartFrameProps {
  readonly title: string;
  /** The term that the title is. */
  readonly term?: TermId;
  /** In the place of the title, e.g. tabs that have its name. Default the title. */
  readonly heading?: ReactNode;
  readonly controls?: ReactNode;
  /** `null` while there is nothing to save. */
  readonly exported: ChartExport | null;
  /** What stands in the place of a chart of evidence that the trace does not have; absent = it has. */
  readonly missing?: string | null;
  /** Draws the chart once its size is known. */
  readonly children: (size: Size) => ReactNode;
}

/** Title, controls, the save menu, and a box that the chart fills. */
export function ChartFrame({ title, term, heading, controls, exported, missing = null, children }: ChartFrameProps) {
  const [ref, size] = useSize<HTMLDivElement>();
  return (
    <section className="panel chart" aria-label={title}>
      <div className="chart-head">
        {heading ?? <h2>{term === undefined ? title : <Term id={term}>{title}</Term>}</h2>}
        {heading !== undefined && term !== undefined && <Term id={term} mark={title} />}
        {controls}
        <SaveMenu title={title} exported={exported} />
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

function SaveMenu({ title, exported }: Pick<ChartFrameProps, 'title' | 'exported'>) {
  const { download } = useActions();
  const { savePng } = useExporter();
  const t = useWords();
  const figure = ({ name, scene, provenance }: ChartExport) =>
    scene === undefined
      ? []
      : [
          {
            label: 'SVG',
            hint: t('editable text'),
            onSelect: () => download(`${name}.svg`, sceneToSvg(scene(), 'light', provenance), 'image/svg+xml'),
          },
          {
            label: 'PNG',
            hint: t('twice the size'),
            onSelect: () => void savePng(name, scene(), 'light', provenance),
          },
        ];
  const items = (chart: ChartExport) => [
    ...figure(chart),
    {
      label: 'CSV',
      onSelect: () => download(`${chart.name}.csv`, tableToCsv(chart.table(), chart.provenance), 'text/csv'),
    },
    {
      label: 'JSON',
      onSelect: () =>
        download(`${chart.name}.json`, tableToJson(title, chart.table(), chart.provenance), 'application/json'),
    },
  ];
  return (
    <span className="chart-save">
      <MenuButton
        label={t('Save')}
        name={t('Save {{title}}', { title })}
        disabled={exported === null}
        items={exported === null ? [] : items(exported)}
      />
    </span>
  );
}
