/** The hash of each of a repository's weight files, while it streams by. */
import type { Checkpoint } from '../source/checkpoint.ts';
import { type RunningDigest, runningDigest } from '../source/digest.ts';
import type { Segment } from './work.ts';

export interface Passed {
  /** State behind the segment. */
  readonly state: string | null;
  /** Whether the segment was the file's last and the file's hash is not the promised one. */
  readonly wrong: boolean;
}

export class ShardDigests {
  private readonly checkpoint: Checkpoint;
  private readonly segments: readonly Segment[];
  private running: RunningDigest | undefined;

  constructor(checkpoint: Checkpoint, segments: readonly Segment[]) {
    this.checkpoint = checkpoint;
    this.segments = segments;
  }

  /** Goes on behind the segment before `index`. @returns false if the state is none. */
  async resume(index: number, state: string | null): Promise<boolean> {
    if (this.isFirst(index)) return true;
    const { file } = this.checkpoint.shards[this.segments[index]!.shard]!;
    if (file.digest === null) return true;
    if (state === null) return false;
    try {
      this.running = await runningDigest(file.digest, file.bytes, state);
      return true;
    } catch {
      return false;
    }
  }

  /** Takes the segments' bytes in their order. */
  async pass(index: number, bytes: Uint8Array): Promise<Passed> {
    const { file, head } = this.checkpoint.shards[this.segments[index]!.shard]!;
    if (file.digest === null) return { state: null, wrong: false };
    if (this.isFirst(index)) {
      this.running = await runningDigest(file.digest, file.bytes);
      this.running.update(head);
    }
    const running = this.running!;
    running.update(bytes);
    const state = running.save();
    return { state, wrong: this.isLast(index) && !running.matches() };
  }

  isLast(index: number): boolean {
    return this.isFirst(index + 1);
  }

  /** The first segment of the file that this one is of. */
  firstOfShard(index: number): number {
    const { shard } = this.segments[index]!;
    return this.segments.findIndex((segment) => segment.shard === shard);
  }

  private isFirst(index: number): boolean {
    return this.segments[index]?.shard !== this.segments[index - 1]?.shard;
  }
}
