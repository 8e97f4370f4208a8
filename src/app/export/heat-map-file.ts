/** The heat map of a decode as a file, in the worker of the exports: of a long decode, hundreds of thousands of cells. */
import { heatMapScene } from '../../charts/heat-map.ts';
import type { HeatMapMode } from '../../charts/heat-map-cells.ts';
import { tableToCsv } from '../../export/csv.ts';
import type { ChartFormat } from '../../export/exporter.ts';
import { provenanceOf } from '../../export/provenance.ts';
import { sceneToSvg } from '../../export/svg.ts';
import { heatMapTable } from '../../export/table.ts';
import { tableToJson } from '../../export/table-json.ts';
import type { DecodeTrace } from '../../trace/types.ts';
import type { Words } from '../../words/words.ts';
import { pngFile } from './png-file.ts';

export async function heatMapFile(trace: DecodeTrace, mode: HeatMapMode, format: ChartFormat, t: Words): Promise<Blob> {
  const provenance = provenanceOf(trace);
  const scene = () => heatMapScene(trace, mode, { width: 640, height: 480 }, t);
  switch (format) {
    case 'svg':
      return new Blob([sceneToSvg(scene(), 'light', provenance)], { type: 'image/svg+xml' });
    case 'png':
      return pngFile(scene(), 'light', provenance);
    case 'csv':
      return new Blob([tableToCsv(heatMapTable(trace), provenance)], { type: 'text/csv' });
    case 'json': {
      const text = tableToJson(t('Steps × positions'), heatMapTable(trace), provenance);
      return new Blob([text], { type: 'application/json' });
    }
  }
}
