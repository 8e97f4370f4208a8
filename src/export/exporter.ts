/** The port to what a file needs beyond the pure core: fonts, a canvas, a worker, the disk. `src/app` does it. */
import type { Scene } from '../charts/scene.ts';
import type { DecodeTrace } from '../trace/types.ts';
import type { Theme } from './palette.ts';
import type { Provenance } from './provenance.ts';

/** Every method saves a file; a failure becomes a notice on the page. */
export interface Exporter {
  /**
   * A scene as a PNG of twice its size, with its provenance inside.
   * @param name of the file, without extension.
   */
  savePng(name: string, scene: Scene, theme: Theme, provenance: Provenance): Promise<void>;
  /** A decode as one HTML page that plays it, the whole trace inside. */
  savePage(trace: DecodeTrace): Promise<void>;
}
