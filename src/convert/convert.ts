/** A Hugging Face checkpoint → a model folder of Diffuscope: graphs, weights, tokenizer, manifest. */
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DiffuscopeError } from '../model/error.ts';
import type { Manifest } from '../model/manifest.ts';
import type { ConvertOptions } from './convert-options.ts';
import type { PlannedFile } from './plan-files.ts';
import { checked, prepare, sha256 } from './preparation.ts';
import { type QuantisedTensor, quantisationJson, quantisedTensors } from './quantisation-report.ts';
import { explained } from './run/draft.ts';
import { type Progress, run } from './run/run.ts';
import { openSource } from './source/open-source.ts';
import { dataFiles, graphFiles } from './variant-files.ts';

export interface ConvertListener {
  progress?(progress: Progress): void;
  /** Called once, when all is written. */
  quantised?(tensors: readonly QuantisedTensor[]): void;
}

/**
 * Converts, reading the weights once and never holding more than a few pieces of them. Files grow in a folder
 * `.unfinished` of their own and are moved when all are there, the manifest last, so that an interrupted conversion
 * leaves no manifest over files that it does not describe; the same call takes it up again.
 * @throws DiffuscopeError `not-found`, `bad-checkpoint`, `unknown-architecture`, `bad-tokenizer`, `bad-manifest`,
 *   `bad-settings`, `network`, `storage`, `aborted`
 */
export async function convert(options: ConvertOptions, listener: ConvertListener = {}): Promise<Manifest> {
  const failed = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, failed.signal]) : failed.signal;
  const folder = join(options.out, '.unfinished');
  let files: readonly PlannedFile[] = [];
  try {
    const onProgress = (progress: Progress) => listener.progress?.(progress);
    onProgress({ phase: 'headers', done: 0, total: 0 });
    const source = await openSource(options.checkpoint, { ...options, signal });
    const { manifest, planned, checkpoint, texts } = await prepare(options, source);
    const fit = options.fit ?? 'absmax';
    files = planned.flatMap(dataFiles);
    const abandon = () => failed.abort();
    const outcome = await run({ ...options, source, checkpoint, files, fit, folder, signal, abandon, onProgress });

    const hashes = new Map(outcome.files.map(({ name, sha256 }) => [name, sha256]));
    for (const { name, bytes } of planned.flatMap(graphFiles)) {
      writeFileSync(join(folder, name), bytes);
      hashes.set(name, sha256(bytes));
    }
    for (const [name, text] of texts) writeFileSync(join(folder, name), text);
    const complete = checked(manifest((name) => hashes.get(name)!));
    const tensors = quantisedTensors(outcome.errors);
    const report = tensors.length === 0 ? undefined : quantisationJson(fit, tensors);
    publish(complete, [...hashes.keys(), ...texts.keys()], report, folder, options.out);
    listener.quantised?.(tensors);
    return complete;
  } catch (thrown) {
    // Nothing can be made of it: what is written would only take room.
    if (thrown instanceof DiffuscopeError && thrown.code === 'bad-checkpoint') {
      rmSync(folder, { recursive: true, force: true });
    }
    throw explained(thrown, files);
  } finally {
    failed.abort();
  }
}

/** Moves the files out of the draft, and the manifest last. */
function publish(
  manifest: Manifest,
  names: readonly string[],
  report: string | undefined,
  draft: string,
  out: string,
): void {
  writeFileSync(join(draft, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  for (const name of ['manifest.json', 'quantisation.json']) rmSync(join(out, name), { force: true });
  if (report !== undefined) writeFileSync(join(out, 'quantisation.json'), report);
  for (const name of [...names, 'manifest.json']) renameSync(join(draft, name), join(out, name));
  rmSync(draft, { recursive: true });
}
