/** What may be asked of a conversion. */
import type { Quantisation } from '../model/manifest.ts';
import type { Corpus } from './corpus.ts';
import type { Attention } from './families/family.ts';
import type { Fit } from './kernels/blocks.ts';
import type { Layout } from './plan.ts';

export interface ConvertOptions {
  /**
   * A folder with config.json, a tokenizer and safetensors files; or `owner/name`, a repository of the hub, if there is
   * no such folder.
   */
  readonly checkpoint: string;
  /** Folder to write; made if it is not there, and other files in it are left alone. */
  readonly out: string;
  /** Default: all of them, but `q4` alone for a split layout. */
  readonly variants?: readonly Quantisation[] | undefined;
  /** Default: the name of the folder or repository in lower case, `-` for what an id may not hold. */
  readonly id?: string | undefined;
  /** Default: the id. */
  readonly label?: string | undefined;
  /** Where the weights came from, for people. Default: the name of the folder, or the repository. */
  readonly source?: string | undefined;
  /** Default: what the repository says, else `unknown`. */
  readonly licence?: string | undefined;
  /**
   * Of a repository: branch, tag or commit to read, default `main`; the manifest has the commit. Of a folder: what the
   * manifest has, default its commit if it lies in the cache of Hugging Face's Python client, else `weightsRevision`.
   */
  readonly revision?: string | undefined;
  /** Most positions. Default: the smaller of max_position_embeddings and 4096; never more than the former. */
  readonly context?: number | undefined;
  /** Default: the family's. */
  readonly chatTemplate?: string | undefined;
  /** Default: what config.json and the tokenizer show, see `families/`. */
  readonly attention?: Attention | undefined;
  /** As `attention`. See `Manifest.logitShift`. */
  readonly logitShift?: 0 | 1 | undefined;
  /** One graph, or an embedding table, groups of layers and a head. Default: see `usualLayout`. */
  readonly layout?: Layout | undefined;
  /** Weights of a part of several layers at most, in bytes. Default 512 MiB. */
  readonly partBytes?: number | undefined;
  /** How `q4` chooses its scales. Default `absmax`. */
  readonly fit?: Fit | undefined;
  /** Which tensors of the checkpoint stay at 8 bits in `q4`: names, `*` for any characters. Default: none. */
  readonly keep8?: readonly string[] | undefined;
  /** Texts whose tokens are counted for PC-Sampler. Default: none, and that strategy does not run. */
  readonly corpus?: Corpus | undefined;
  /** Of the hub. Default `https://huggingface.co`. */
  readonly endpoint?: string | undefined;
  /** For private and gated repositories: `hf_…`. */
  readonly token?: string | undefined;
  /** Threads that read and quantise; 0: this one. See `Run` for these two. */
  readonly threads?: number | undefined;
  /** Bytes that are read at once. */
  readonly segmentBytes?: number | undefined;
  /** Stops the conversion; what is written stays, to go on from. */
  readonly signal?: AbortSignal | undefined;
  /** See `HubAccess`. */
  readonly pauseMillis?: number | undefined;
}
