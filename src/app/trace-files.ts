/** Traces as files, written and read in a worker of their own. */
import { DiffuscopeError, type ErrorFields } from '../model/error.ts';
import { guessedChoices, type ImportChoices } from '../state/import-slice.ts';
import type { KeptRun } from '../state/kept-run.ts';
import type { DecodeTrace } from '../trace/types.ts';
import type { KnownModel } from './known-model.ts';
import type { Opened } from './opened-file.ts';
import type { RunFile } from './run-database.ts';

export interface TraceFiles {
  /** The trace as its file. */
  write(trace: DecodeTrace): Promise<Blob>;
  /** @throws DiffuscopeError `bad-trace`, `newer-trace`, `worker-died` */
  read(file: Blob): Promise<DecodeTrace>;
  /**
   * Also a history that another program saved, with notes on what was guessed, or the provenance of a figure.
   * @param model the one that is loaded.
   * @param choices what the reader tells of a history; default all guessed. @throws as `read`, `unknown-mask`
   */
  open(file: Blob, model: KnownModel | null, choices?: ImportChoices): Promise<Opened>;
  /** The trace as a run to keep, its file packed. */
  pack(trace: DecodeTrace, run: RunTitle): Promise<RunFile>;
}

type RunTitle = Pick<KeptRun, 'id' | 'origin' | 'name'>;

export type TraceTask =
  | { readonly kind: 'write'; readonly trace: DecodeTrace }
  | { readonly kind: 'pack'; readonly trace: DecodeTrace; readonly run: RunTitle }
  | {
      readonly kind: 'open';
      readonly file: Blob;
      readonly model: KnownModel | null;
      readonly choices: ImportChoices;
    };

export type TraceAnswer =
  | { readonly kind: 'written'; readonly file: Blob }
  | ({ readonly kind: 'packed' } & RunFile)
  | { readonly kind: 'opened'; readonly opened: Opened }
  | { readonly kind: 'failed'; readonly error: ErrorFields };

/** The worker starts with the first task and stays; one that dies is replaced at the next. */
export function createTraceFiles(): TraceFiles {
  let worker: Worker | undefined;

  const ask = (task: TraceTask): Promise<TraceAnswer> => {
    worker ??= new Worker(new URL('./trace-worker.ts', import.meta.url), { type: 'module', name: 'traces' });
    const current = worker;
    const { port1, port2 } = new MessageChannel();
    return new Promise((resolve, reject) => {
      const onDeath = (event: Event) => {
        event.preventDefault();
        worker = undefined;
        current.terminate();
        const remedy = 'Close other tabs and try again; a smaller trace needs less memory.';
        reject(new DiffuscopeError('worker-died', 'The trace could not be handled: its worker died.', remedy));
      };
      current.addEventListener('error', onDeath, { once: true });
      port1.onmessage = ({ data: answer }: MessageEvent<TraceAnswer>) => {
        current.removeEventListener('error', onDeath);
        port1.close();
        // A large trace takes a task to read from the message; what is done with it gets another.
        setTimeout(() => resolve(answer));
      };
      current.postMessage(task, [port2]);
    });
  };

  const open = async (
    file: Blob,
    model: KnownModel | null,
    choices: ImportChoices = guessedChoices,
  ): Promise<Opened> => {
    const answer = await ask({ kind: 'open', file, model, choices });
    if (answer.kind === 'failed') throw DiffuscopeError.from(answer.error);
    if (answer.kind !== 'opened') throw new Error(`open answered as ${answer.kind}`);
    return answer.opened;
  };

  return {
    write: async (trace) => {
      const answer = await ask({ kind: 'write', trace });
      if (answer.kind === 'failed') throw DiffuscopeError.from(answer.error);
      if (answer.kind !== 'written') throw new Error(`write answered as ${answer.kind}`);
      return answer.file;
    },
    pack: async (trace, run) => {
      const answer = await ask({ kind: 'pack', trace, run });
      if (answer.kind === 'failed') throw DiffuscopeError.from(answer.error);
      if (answer.kind !== 'packed') throw new Error(`pack answered as ${answer.kind}`);
      return { run: answer.run, bytes: answer.bytes };
    },
    read: async (file) => {
      const opened = await open(file, null);
      if ('trace' in opened) return opened.trace;
      throw new DiffuscopeError('bad-trace', 'The file is a figure, not a trace.');
    },
    open,
  };
}
