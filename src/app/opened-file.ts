/** A file the user opens: our own trace, or a history that another program saved. */
import { version } from '../../package.json';
import { type ForeignTrace, importForeignTrace, looksForeign } from '../trace/import-foreign.ts';
import { checkTraceSize, parseTrace } from '../trace/json.ts';
import { fitsModel, type KnownModel } from './known-model.ts';

/**
 * @param model the one that is loaded; it is believed where the history fits it, or tells nothing by itself.
 * @throws DiffuscopeError `bad-trace`, `newer-trace`
 */
export async function openTraceFile(file: Blob, model: KnownModel | null): Promise<ForeignTrace> {
  checkTraceSize(file.size);
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (!looksForeign(bytes)) return { trace: parseTrace(await file.text()), notes: [] };
  const [name, saved] = file instanceof File ? [file.name, file.lastModified] : ['a file', Date.now()];
  const hints = { createdAt: new Date(saved).toISOString(), version };
  if (model === null) return importForeignTrace(bytes, name, hints);

  const { tokens, vocabularySize } = model;
  const withModel = (): ForeignTrace => {
    const { trace, notes } = importForeignTrace(bytes, name, { ...hints, maskId: tokens.mask, tokens, vocabularySize });
    return { trace, notes: [...notes, `The tokens are taken for those of ${model.label}, the model that is loaded.`] };
  };
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
