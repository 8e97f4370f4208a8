/** The models that this browser keeps on its disk, those on their way to it, and the one that is looked at. */
import type {
  DownloadProgress,
  ModelOrigin,
  StorageEstimate,
  StoredModel,
  StoredQuantisation,
} from '../engine/storage/model-storage.ts';
import type { CatalogModel } from '../model/catalog.ts';
import type { ErrorFields } from '../model/error.ts';
import type { Manifest, Quantisation } from '../model/manifest.ts';
import type { WatchSlice } from './store.ts';

export type { DownloadProgress, ModelOrigin, StoredModel };

export interface ModelDownload {
  /** What comes, see `downloadKey`. */
  readonly key: string;
  readonly label: string;
  readonly quantisation: Quantisation;
  /** `stopping`: asked to stop, and what came is being kept. `done` is shown until the dialog closes. */
  readonly state: 'running' | 'stopping' | 'failed' | 'done';
  /** `null` until the first of it is heard. */
  readonly progress: DownloadProgress | null;
  readonly error: ErrorFields | null;
}

/** A place whose manifest is read before anything of it is kept. */
export type ViewedModel =
  | { readonly phase: 'reading'; readonly from: ModelOrigin }
  | { readonly phase: 'ready'; readonly from: ModelOrigin; readonly manifest: Manifest }
  | { readonly phase: 'failed'; readonly from: ModelOrigin; readonly error: ErrorFields };

export interface ModelsSlice {
  /** `null` until the disk was read. */
  readonly storedModels: readonly StoredModel[] | null;
  /** `null` until it was asked, and where the browser does not say. */
  readonly storageEstimate: StorageEstimate | null;
  /** In the order they were begun; at most one of a key. */
  readonly downloads: readonly ModelDownload[];
  readonly viewedModel: ViewedModel | null;
  /** The published models that Diffuscope knows; `null` until they were read. */
  readonly catalog: readonly CatalogModel[] | null;
  /** Why they could not be read. */
  readonly catalogProblem: ErrorFields | null;
  /** Why the last thing that was asked of the disk was not done. */
  readonly modelsProblem: ErrorFields | null;
  /** A download begins, or changes. */
  putDownload(download: ModelDownload): void;
  dropDownload(key: string): void;
  closeViewed(): void;
  /** The dialog closes: what is done needs no more telling. */
  leaveModels(): void;
}

export const createModelsSlice: WatchSlice<ModelsSlice> = (set) => ({
  storedModels: null,
  storageEstimate: null,
  downloads: [],
  viewedModel: null,
  catalog: null,
  catalogProblem: null,
  modelsProblem: null,
  putDownload: (download) =>
    set(({ downloads }) => ({
      downloads: downloads.some(({ key }) => key === download.key)
        ? downloads.map((one) => (one.key === download.key ? download : one))
        : [...downloads, download],
    })),
  dropDownload: (key) => set(({ downloads }) => ({ downloads: downloads.filter((one) => one.key !== key) })),
  closeViewed: () => set({ viewedModel: null }),
  leaveModels: () =>
    set(({ downloads }) => ({
      viewedModel: null,
      modelsProblem: null,
      downloads: downloads.filter(({ state }) => state !== 'done'),
    })),
});

/** The same text for the same weights of the same model, wherever they come from. */
export function downloadKey(manifest: Manifest, quantisation: Quantisation): string {
  return `${manifest.id} ${quantisation} ${manifest.variants[quantisation]?.sha256}`;
}

/** One kind of weights of a stored model, with the download that is under way. */
export interface QuantisationOnDisk extends StoredQuantisation {
  readonly key: string;
  readonly download: ModelDownload | null;
}

/** The kinds of weights of a stored model. */
export function quantisationsOf(
  { manifest, quantisations }: StoredModel,
  downloads: readonly ModelDownload[],
): readonly QuantisationOnDisk[] {
  return quantisations.map((one) => {
    const key = downloadKey(manifest, one.quantisation);
    return { ...one, key, download: downloads.find((download) => download.key === key) ?? null };
  });
}

/** Downloads of which nothing is on the disk yet. */
export function newDownloads(
  stored: readonly StoredModel[],
  downloads: readonly ModelDownload[],
): readonly ModelDownload[] {
  const known = new Set(stored.flatMap((model) => quantisationsOf(model, downloads).map(({ key }) => key)));
  return downloads.filter(({ key }) => !known.has(key));
}

/**
 * The folder that an address names: absolute, ending in `/`; `null` if it is none. `manifest.json` at its end may be
 * there, and `https://` at its beginning may be missing, or `http://` before this machine's name.
 * @param base of the page.
 */
export function folderUrl(text: string, base: string): string | null {
  const written = text.trim();
  if (written === '') return null;
  const here = /^(localhost|127\.0\.0\.1)(:\d+)?(\/|$)/i.test(written);
  const host = /^[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?(\/|$)/i.test(written);
  const scheme = here ? 'http://' : host ? 'https://' : '';
  let url: URL;
  try {
    url = new URL(scheme + written, base);
  } catch {
    return null;
  }
  if (!/^https?:$/.test(url.protocol)) return null;
  url.search = '';
  url.hash = '';
  url.pathname = url.pathname.replace(/manifest\.json$/, '').replace(/\/*$/, '/');
  return url.href;
}
