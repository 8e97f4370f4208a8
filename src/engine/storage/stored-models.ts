/** What models are on the disk: reading them, and deleting one. */
import * as v from 'valibot';
import { DiffuscopeError } from '../../model/error.ts';
import { type Manifest, type ModelFile, parseManifest, type Quantisation, variantFiles } from '../../model/manifest.ts';
import { type Disk, fileState, folderAt, journalName, removeAt, textAt } from './disk.ts';
import { whileListChanges, whileRemoved } from './locks.ts';
import type { RememberedOrigin, StoredModel, StoredQuantisation } from './model-storage.ts';

const recordSchema = v.object({
  origin: v.variant('kind', [
    v.object({ kind: v.literal('url'), url: v.string() }),
    v.object({ kind: v.literal('folder'), name: v.string() }),
  ]),
  begun: v.pipe(v.number(), v.safeInteger()),
});

export interface QuantisationRecord {
  readonly origin: RememberedOrigin;
  /** Milliseconds since 1970. */
  readonly begun: number;
}

const QUANTISATIONS = ['f32', 'u8', 'q4'] as const satisfies readonly Quantisation[];

export const MANIFEST = 'manifest.json';
export const recordName = (quantisation: Quantisation): string => `${quantisation}.json`;
export const notesName = (quantisation: Quantisation): string => `${quantisation}-notes.json`;

/** The id of a model on the disk: its own, and the first 64 bits of the hash of its manifest. */
export async function modelId({ id }: Manifest, text: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return `${id}-${[...digest.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

/** All files that one quantisation needs, each content once. */
export function neededFiles(manifest: Manifest, quantisation: Quantisation): readonly ModelFile[] {
  const { tokenizer, background, variants } = manifest;
  const variant = variants[quantisation];
  const files = [
    tokenizer,
    ...(background === undefined ? [] : [background]),
    ...(variant === undefined ? [] : variantFiles(variant)),
  ];
  return [...new Map(files.map((file) => [file.sha256, file])).values()];
}

/** @returns `null` where there is none of this id, or its manifest was not written to the end. */
export async function readModel(disk: Disk, id: string): Promise<StoredModel | null> {
  const folder = /^[a-z0-9.-]+$/.test(id) ? await folderAt(disk.models, id) : null;
  const text = folder && (await textAt(folder, MANIFEST));
  if (folder === null || text === null) return null;
  const manifest = manifestOf(text);
  if (manifest === null || (await modelId(manifest, text)) !== id) return null;
  const quantisations: StoredQuantisation[] = [];
  const onDisk = new Map<string, number>();
  for (const quantisation of QUANTISATIONS) {
    const record = recordOf((await textAt(folder, recordName(quantisation))) ?? '');
    if (record === null || !(quantisation in manifest.variants)) continue;
    const files = neededFiles(manifest, quantisation);
    const states = await Promise.all(files.map((file) => fileState(disk, file)));
    for (const [index, { bytesDone }] of states.entries()) onDisk.set(files[index]!.sha256, bytesDone);
    quantisations.push({
      quantisation,
      totalBytes: sum(files.map(({ bytes }) => bytes)),
      bytesDone: sum(states.map(({ bytesDone }) => bytesDone)),
      complete: states.every(({ content }) => content !== null),
      ...record,
    });
  }
  quantisations.sort((a, b) => a.begun - b.begun);
  return { id, manifest, quantisations, bytesDone: sum([...onDisk.values()]) };
}

/** The first begun first. */
export async function readModels(disk: Disk): Promise<StoredModel[]> {
  const models: StoredModel[] = [];
  for await (const id of disk.models.keys()) {
    const model = await readModel(disk, id);
    if (model !== null && model.quantisations.length > 0) models.push(model);
  }
  const begun = ({ quantisations }: StoredModel) => quantisations[0]!.begun;
  return models.sort((a, b) => begun(a) - begun(b));
}

/**
 * @param quantisation only this one; absent: all.
 * @throws DiffuscopeError `storage` while the model is used or downloaded; `not-found`.
 */
export async function removeModel(disk: Disk, id: string, quantisation?: Quantisation): Promise<void> {
  const found = await readModel(disk, id);
  if (found === null) throw noModel(id);
  await whileRemoved(id, found.manifest.label, () =>
    whileListChanges(async () => {
      const stays = (model: StoredModel, one: Quantisation) =>
        model.id !== id || (quantisation !== undefined && one !== quantisation);
      const staying = (await readModels(disk)).flatMap((model) =>
        model.quantisations
          .map((each) => each.quantisation)
          .filter((one) => stays(model, one))
          .map((one) => ({ id: model.id, files: neededFiles(model.manifest, one) })),
      );
      const needed = new Set(staying.flatMap(({ files }) => files.map(({ sha256 }) => sha256)));
      const contents: string[] = [];
      for await (const name of disk.files.keys()) if (!name.includes('.')) contents.push(name);
      // The model last: were this cut in the middle, it would still be listed, and could be deleted again.
      for (const sha256 of contents.filter((name) => !needed.has(name))) {
        await removeAt(disk.files, journalName({ sha256 }));
        await removeAt(disk.files, sha256);
      }
      if (quantisation === undefined || !staying.some((one) => one.id === id)) await removeAt(disk.models, id);
      else {
        const folder = await disk.models.getDirectoryHandle(id);
        await removeAt(folder, notesName(quantisation));
        await removeAt(folder, recordName(quantisation));
      }
    }),
  );
}

export const noModel = (id: string): DiffuscopeError =>
  new DiffuscopeError('not-found', `There is no model ${id} in this browser.`, 'Download it again.');

function manifestOf(text: string): Manifest | null {
  try {
    return parseManifest(text);
  } catch {
    return null;
  }
}

function recordOf(text: string): QuantisationRecord | null {
  try {
    return v.parse(recordSchema, JSON.parse(text));
  } catch {
    return null;
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
