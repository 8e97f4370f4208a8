/** The threads that carry out a conversion. */
import { Worker } from 'node:worker_threads';
import { DiffuscopeError, type ErrorCode } from '../../model/error.ts';
import { type Answer, type Bench, createHand, type Task } from './hand.ts';

export interface Crew {
  /** How many tasks are done at once. */
  readonly size: number;
  /** Does the task as soon as a thread is free; takes its bytes away. */
  do<T extends Task>(task: T): Promise<Answer<T>>;
  /** Ends the threads, once they have done what was given to them. */
  close(): Promise<void>;
}

/** @param threads 0: this thread does everything, which for a small checkpoint is faster than starting others. */
export function createCrew(bench: Bench, threads: number): Crew {
  if (threads > 0) return new Threads(bench, threads);
  const hand = createHand(bench);
  return {
    size: 1,
    async do(task) {
      return hand(task);
    },
    close: async () => {},
  };
}

/** An error that is no `DiffuscopeError` has no remedy. */
type Reply =
  | { readonly answer: unknown }
  | { readonly error: { readonly message: string; readonly code?: string; readonly remedy?: string } };

interface Job {
  readonly task: Task;
  readonly resolve: (answer: never) => void;
  readonly reject: (reason: unknown) => void;
}

class Threads implements Crew {
  readonly size: number;
  private readonly idle: Worker[] = [];
  private readonly all: Worker[] = [];
  private readonly running = new Map<Worker, Job>();
  private readonly waiting: Job[] = [];
  private failure: unknown;
  private whenIdle: (() => void) | undefined;

  constructor(bench: Bench, threads: number) {
    this.size = threads;
    for (let i = 0; i < threads; i++) {
      const worker = new Worker(new URL('./thread.js', import.meta.url), { workerData: bench });
      worker.on('message', (reply: Reply) => this.settle(worker, reply));
      worker.on('error', (error) => this.fail(error));
      this.all.push(worker);
      this.idle.push(worker);
    }
  }

  do<T extends Task>(task: T): Promise<Answer<T>> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ task, resolve, reject });
      this.assign();
    });
  }

  async close(): Promise<void> {
    for (const { reject } of this.waiting.splice(0)) reject(new Error('the conversion ended'));
    if (this.running.size > 0 && this.failure === undefined) {
      await new Promise<void>((resolve) => {
        this.whenIdle = resolve;
      });
    }
    await Promise.all(this.all.map((worker) => worker.terminate()));
  }

  private assign(): void {
    if (this.failure !== undefined) this.fail(this.failure);
    while (this.idle.length > 0 && this.waiting.length > 0) {
      const worker = this.idle.pop()!;
      const job = this.waiting.shift()!;
      this.running.set(worker, job);
      const bytes = job.task.kind === 'segment' ? job.task.bytes : undefined;
      worker.postMessage(job.task, bytes === undefined ? [] : [bytes.buffer]);
    }
  }

  private settle(worker: Worker, reply: Reply): void {
    const { resolve, reject } = this.running.get(worker)!;
    this.running.delete(worker);
    this.idle.push(worker);
    if ('answer' in reply) resolve(reply.answer as never);
    else reject(errorOf(reply.error));
    if (this.running.size === 0) this.whenIdle?.();
    this.assign();
  }

  /** A thread died: nobody can go on. */
  private fail(reason: unknown): void {
    this.failure = reason;
    for (const { reject } of [...this.running.values(), ...this.waiting.splice(0)]) reject(reason);
    this.running.clear();
    this.whenIdle?.();
  }
}

function errorOf({ message, code, remedy }: { message: string; code?: string; remedy?: string }): Error {
  if (remedy === undefined) return Object.assign(new Error(message), { code });
  return new DiffuscopeError(code as ErrorCode, message, remedy);
}
