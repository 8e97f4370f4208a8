/** A file the user opens: our own trace, a figure made from one, or a history that another program saved. */
import { version } from '../../package.json';
import { exportKind, readProvenance, traceOfPage } from '../export/read-provenance.ts';
import { guessedChoices, type ImportChoices } from '../state/import-slice.ts';
import type { Figure } from '../state/view-slice.ts';
import { type ForeignTrace, importForeignTrace, looksForeign } from '../trace/import-foreign.ts';
import { checkTraceSize, parseTrace } from '../trace/json.ts';
import { fitsModel, type KnownModel } from './known-model.ts';
import { unpacked } from './packed-bytes.ts';

export type Opened = ForeignTrace | { readonly figure: Figure };

/**
 * Also what was exported: of a page its trace, of a figure, a table or a film its provenance.
 * @throws DiffuscopeError `bad-trace`, `newer-trace`
 */
export async function openAnyFile(
  file: Blob,
  model: KnownModel | null,
  choices: ImportChoices = guessedChoices,
): Promise<Opened> {
  checkTraceSize(file.size);
  const kind = exportKind(new Uint8Array(await file.slice(0, 256).arrayBuffer()));
  if (kind === null) return openTraceFile(file, model, choices);
  const text = (): Promise<string> => file.text();
  if (kind === 'HTML') return { trace: parseTrace(traceOfPage(await text())), notes: [] };
  const bytes = async (): Promise<Uint8Array> => new Uint8Array(await file.arrayBuffer());
  return { figure: { kind, source: await readProvenance(kind, bytes, text) } };
}

/**
 * @param model the one that is loaded; unless the choices say otherwise, it is believed where the history fits it, or
 * tells nothing by itself.
 * @throws DiffuscopeError `bad-trace`, `unknown-mask`, `newer-trace`
 */
export async function openTraceFile(
  file: Blob,
  model: KnownModel | null,
  choices: ImportChoices = guessedChoices,
): Promise<ForeignTrace> {
  checkTraceSize(file.size);
  const bytes = await unpacked(new Uint8Array(await file.arrayBuffer()));
  if (!looksForeign(bytes)) return { trace: parseTrace(new TextDecoder().decode(bytes)), notes: [] };
  const [name, saved] = file instanceof File ? [file.name, file.lastModified] : ['a file', Date.now()];
  const { maskId, promptLength, row, texts, firstCanvas, strategy, ends } = choices;
  const hints = {
    ...{ createdAt: new Date(saved).toISOString(), version, row },
    ...(maskId !== null && { maskId }),
    ...(promptLength !== null && { promptLength }),
    ...(firstCanvas !== null && { firstCanvas }),
    ...(strategy !== null && { strategy }),
    ...(ends !== null && { tokens: ends }),
  };
  if (model === null || texts === 'none') return importForeignTrace(bytes, name, hints);

  const { tokens, vocabularySize } = model;
  const withModel = (): ForeignTrace => {
    const { mask, pad, eos } = tokens;
    const known = { maskId: mask, tokens: { pad, eos }, vocabularySize, ...hints };
    const opened = importForeignTrace(bytes, name, known);
    const note = `The tokens are taken for those of ${model.label}, the model that is loaded.`;
    return { ...opened, notes: [...opened.notes, note] };
  };
  if (texts === 'model') return withModel();
  let alone: ForeignTrace;
  try {
    alone = importForeignTrace(bytes, name, hints);
  } catch (thrown) {
    try {
      return withModel();
    } catch {
      throw thrown; // Without the model's mask it said what the file lacks.
    }
  }
  return fitsModel(alone.trace, model) ? withModel() : alone;
}
