/** Collects the steps of a running decode into a trace. */
import type { StepRecord } from '../decode/types.ts';
import { canvasAt } from './canvas-at.ts';
import type { DecodeTrace, Finish, TraceHeader } from './types.ts';

export interface Recorder {
  /** @param millis wall time of the step. */
  add(record: StepRecord, millis: number): void;
  /** @param piece text of a token id, called once for every id that occurs. */
  finish(finish: Finish, piece: (id: number) => string): DecodeTrace;
  /**
   * The trace so far, as if stopped now. Cheap: the step records are shared, only the list of them is new, so that an
   * earlier snapshot never changes. Without `piece` the snapshot has no texts; with it, each id is asked for once.
   */
  snapshot(piece?: (id: number) => string): DecodeTrace;
}

export function createRecorder(header: TraceHeader): Recorder {
  const steps: StepRecord[] = [];
  const stepMillis: number[] = [];
  const { request } = header;
  const ids = new Set<number>([request.maskId, ...request.prompt]);
  /** Grows only, so that snapshots can share it. */
  const pieces = new Map<number, string>();

  const trace = (finish: Finish, piece?: (id: number) => string): DecodeTrace => {
    if (piece !== undefined) {
      for (const id of ids) if (!pieces.has(id)) pieces.set(id, piece(id));
    }
    const taken = steps.slice();
    return {
      ...header,
      steps: taken,
      stepMillis: stepMillis.slice(),
      final: canvasAt({ request, steps: taken }, taken.length),
      finish,
      pieces,
    };
  };

  return {
    add(record, millis) {
      steps.push(record);
      stepMillis.push(millis);
      for (const id of record.stats.topIds) ids.add(id);
      for (const id of record.stats.sampledIds) ids.add(id);
      for (const { tokenId } of record.unmask) ids.add(tokenId);
    },
    finish: (finish, piece) => trace(finish, piece),
    snapshot: (piece) => trace('stopped', piece),
  };
}
