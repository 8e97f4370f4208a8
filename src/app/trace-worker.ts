/** Writes and reads traces beside the page: a large one takes seconds, and the page must not wait. */
import { errorFields } from '../model/error.ts';
import { keptRun } from '../state/kept-run.ts';
import { traceToJson } from '../trace/json.ts';
import type { DecodeTrace } from '../trace/types.ts';
import { openAnyFile } from './opened-file.ts';
import { packed } from './packed-bytes.ts';
import type { TraceAnswer, TraceTask } from './trace-files.ts';

/** A file goes to the page as a handle; the text would be copied there. */
const traceFile = (trace: DecodeTrace): Blob => new Blob([traceToJson(trace)], { type: 'application/json' });

async function perform(task: TraceTask): Promise<TraceAnswer> {
  try {
    if (task.kind === 'write') return { kind: 'written', file: traceFile(task.trace) };
    if (task.kind === 'pack') {
      const { trace, run } = task;
      const bytes = await packed(traceToJson(trace));
      return { kind: 'packed', run: keptRun(run.id, run.origin, run.name, trace), bytes };
    }
    return { kind: 'opened', opened: await openAnyFile(task.file, task.model, task.choices) };
  } catch (thrown) {
    return { kind: 'failed', error: errorFields(thrown, 'bad-trace') };
  }
}

self.onmessage = async ({ data, ports }: MessageEvent<TraceTask>) => {
  ports[0]?.postMessage(await perform(data));
};
