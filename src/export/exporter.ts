/** The port to what a file needs beyond the pure core: fonts, a canvas, a worker, the disk. `src/app` does it. */
import type { HeatMapMode } from '../charts/heat-map-cells.ts';
import type { Scene } from '../charts/scene.ts';
import type { DecodeTrace } from '../trace/types.ts';
import type { Theme } from './palette.ts';
import type { Provenance } from './provenance.ts';

/** What a chart saves as: its figure, or its numbers. */
export type ChartFormat = 'svg' | 'png' | 'csv' | 'json';

/** Every method saves a file; a failure becomes a notice on the page. */
export interface Exporter {
  /**
   * A scene as a PNG of twice its size, with its provenance inside.
   * @param name of the file, without extension.
   */
  savePng(name: string, scene: Scene, theme: Theme, provenance: Provenance): Promise<void>;
  /** The heat map, which has too many cells to be made on the page's thread. @param name as of `savePng`. */
  saveHeatMap(name: string, trace: DecodeTrace, mode: HeatMapMode, format: ChartFormat): Promise<void>;
  /** A decode as one HTML page that plays it, the whole trace inside. */
  savePage(trace: DecodeTrace): Promise<void>;
  /**
   * A decode as an animated GIF.
   * @param colour what the colours of the tokens say, @param onProgress share of the work done, 0 to 1.
   */
  saveGif(
    trace: DecodeTrace,
    options: { readonly colour: 'order' | 'confidence' | 'entropy'; readonly theme: Theme },
    onProgress: (share: number) => void,
  ): StoppableSave;
}

export interface StoppableSave {
  /** Settles when the file is saved, has failed or was stopped. */
  readonly done: Promise<void>;
  /** Ends the work; nothing is saved. */
  stop(): void;
}
