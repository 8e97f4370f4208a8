/** The checkpoint's bytes on their way through the threads, segment after segment. */
import { DiffuscopeError } from '../../model/error.ts';
import { wrongBytes } from '../source/checkpoint-source.ts';
import type { Crew } from './crew.ts';
import type { SegmentResult } from './hand.ts';
import type { Journal } from './journal.ts';
import type { Run } from './run.ts';
import { type Passed, ShardDigests } from './shard-digests.ts';
import { bytesOf, type Work } from './work.ts';

/** Requests to the hub that are under way at once. */
const HUB_REQUESTS = 8;

/**
 * Carries out what the journal does not have yet. A few segments are under way at once; they are entered in order.
 * @param local whether threads read the segments themselves.
 */
export async function stream(
  { source, checkpoint, signal, abandon, onProgress }: Run,
  { segments, shards }: Work,
  journal: Journal,
  crew: Crew,
  local: boolean,
): Promise<void> {
  const digests = new ShardDigests(checkpoint, segments);
  let next = journal.entries.length;
  if (next < segments.length && !(await digests.resume(next, journal.entries.at(-1)?.digest ?? null))) {
    next = digests.firstOfShard(next);
    journal.cut(next);
  }
  /** Digests take the segments in order, whichever arrives first. */
  let turn: Promise<unknown> = Promise.resolve();

  const begin = async (index: number): Promise<SegmentResult & Passed> => {
    if (local) return { ...(await crew.do({ kind: 'segment', index })), state: null, wrong: false };
    const { shard, start, end } = segments[index]!;
    const reading = source.read(checkpoint.shards[shard]!.file, start, end);
    const passing = turn.then(async () => {
      const bytes = await reading;
      return { bytes, ...(await digests.pass(index, bytes)) };
    });
    turn = passing;
    for (const promise of [reading, passing]) promise.catch(() => {});
    const { bytes, ...passed } = await passing;
    return { ...(await crew.do({ kind: 'segment', index, bytes })), ...passed };
  };

  const total = bytesOf(segments);
  let done = total - bytesOf(segments.slice(next));
  onProgress({ phase: 'converting', done, total });
  const ahead = local ? 2 * crew.size : HUB_REQUESTS;
  const begun: ReturnType<typeof begin>[] = [];
  /** A tensor that cannot be used, until it is known whether its file arrived as it should. */
  let odd: string | null = null;
  try {
    for (let index = next; index < segments.length; index++) {
      while (next < segments.length && begun.length < ahead) {
        const result = begin(next++);
        result.catch(() => {});
        begun.push(result);
      }
      const { regions, errors, notFinite, state, wrong } = await begun.shift()!;
      requireWanted(signal);
      const { shard, start, end } = segments[index]!;
      if (wrong) {
        journal.cut(digests.firstOfShard(index));
        throw wrongBytes(source, checkpoint.shards[shard]!.file);
      }
      odd ??= notFinite;
      if (odd !== null && (state === null || digests.isLast(index))) throw oddTensor(shards[shard]!.name, odd);
      if (odd === null) journal.append({ regions, errors, digest: state });
      done += end - start;
      onProgress({ phase: 'converting', done, total });
    }
  } finally {
    if (begun.length > 0) abandon();
    await Promise.allSettled(begun);
  }
}

function oddTensor(fileName: string, tensor: string): DiffuscopeError {
  return new DiffuscopeError(
    'bad-checkpoint',
    `${fileName} is damaged: tensor ${tensor} holds numbers that are not finite.`,
    'Download the checkpoint again.',
  );
}

/** @throws DiffuscopeError `aborted` */
export function requireWanted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new DiffuscopeError('aborted', 'The conversion was stopped.');
}
