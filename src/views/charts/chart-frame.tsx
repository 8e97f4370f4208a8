import type { ReactNode } from 'react';
import type { Scene } from '../../charts/scene.ts';
import type { TermId } from '../../explain/term-id.ts';
import { tableToCsv } from '../../export/csv.ts';
import type { ChartFormat } from '../../export/exporter.ts';
import type { Provenance } from '../../export/provenance.ts';
import { sceneToSvg } from '../../export/svg.ts';
import type { Table } from '../../export/table.ts';
import { tableToJson } from '../../export/table-json.ts';
import { Term } from '../explain/term.tsx';
import { MenuButton } from '../menu-button.tsx';
import { useActions, useExporter, useWords } from '../watch-context.ts';
import { type Size, useSize } from './use-size.ts';

/** What a chart saves as: its figure at a size for print, and its numbers. */
export type ChartExport = SmallExport | LargeExport;

/** Made when it is asked for. */
interface SmallExport {
  /** File name without extension. */
  readonly name: string;
  readonly provenance: Provenance;
  /** Absent: numbers alone. */
  scene?(): Scene;
  table(): Table;
}

/** Of too many numbers to be made on the page's thread. */
interface LargeExport {
  readonly save: (format: ChartFormat) => void;
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
  const t = useWords();
  const save = useSave(title, exported);
  const figures: readonly FormatItem[] = [
    { format: 'svg', hint: t('editable text') },
    { format: 'png', hint: t('twice the size') },
  ];
  const hasFigure = exported !== null && ('save' in exported || exported.scene !== undefined);
  const formats: readonly FormatItem[] = [...(hasFigure ? figures : []), { format: 'csv' }, { format: 'json' }];
  return (
    <span className="chart-save">
      <MenuButton
        label={t('Save')}
        name={t('Save {{title}}', { title })}
        disabled={exported === null}
        items={formats.map(({ format, ...hint }) => ({
          ...hint,
          label: format.toUpperCase(),
          onSelect: () => save(format),
        }))}
      />
    </span>
  );
}

interface FormatItem {
  readonly format: ChartFormat;
  readonly hint?: string;
}

/** Makes a file of the chart here, if it is small, and saves it. */
function useSave(title: string, exported: ChartExport | null): (format: ChartFormat) => void {
  const { download } = useActions();
  const { savePng } = useExporter();
  return (format) => {
    if (exported === null) return;
    if ('save' in exported) return exported.save(format);
    const { name, provenance, scene, table } = exported;
    if (format === 'csv') download(`${name}.csv`, tableToCsv(table(), provenance), 'text/csv');
    if (format === 'json') download(`${name}.json`, tableToJson(title, table(), provenance), 'application/json');
    if (scene === undefined) return;
    if (format === 'svg') download(`${name}.svg`, sceneToSvg(scene(), 'light', provenance), 'image/svg+xml');
    if (format === 'png') void savePng(name, scene(), 'light', provenance);
  };
}
