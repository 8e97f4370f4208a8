/** How far a long work is, on a terminal one line that is drawn again, elsewhere a line now and then. */

export interface Step {
  /** What is being done. */
  readonly phase: string;
  /** Bytes; a total of 0 is not known. */
  readonly done: number;
  readonly total: number;
}

/** The rate is that of so many milliseconds. */
const WINDOW_MILLIS = 10_000;
/** Least time between two lines: on a terminal, and elsewhere. */
const REDRAW_MILLIS = 100;
const LINE_MILLIS = 10_000;

interface Output {
  readonly isTTY?: boolean | undefined;
  write(text: string): unknown;
}

export class ProgressLine {
  private readonly output: Output;
  private readonly now: () => number;
  private phase = '';
  private samples: { time: number; done: number }[] = [];
  private lastLine = Number.NEGATIVE_INFINITY;
  private open = false;

  /** @param now milliseconds. */
  constructor(output: Output, now: () => number) {
    this.output = output;
    this.now = now;
  }

  show(step: Step): void {
    const time = this.now();
    const begins = step.phase !== this.phase;
    if (begins) this.end();
    this.phase = step.phase;
    this.samples.push({ time, done: step.done });
    while (this.samples.length > 2 && this.samples[0]!.time < time - WINDOW_MILLIS) this.samples.shift();
    const pause = this.output.isTTY ? REDRAW_MILLIS : LINE_MILLIS;
    if (!begins && step.done < step.total && time - this.lastLine < pause) return;
    this.lastLine = time;
    const text = this.text(step);
    this.output.write(this.output.isTTY ? `\r\u001b[K${text}` : `${text}\n`);
    this.open = this.output.isTTY === true;
  }

  /** Leaves the line, so that others may write below it. */
  end(): void {
    if (this.open) this.output.write('\n');
    this.open = false;
    this.phase = '';
    this.samples = [];
  }

  private text({ phase, done, total }: Step): string {
    if (total === 0) return `${phase} …`;
    const first = this.samples[0]!;
    const seconds = (this.samples.at(-1)!.time - first.time) / 1000;
    const rate = seconds > 0 ? (done - first.done) / seconds : 0;
    const amount = `${phase}: ${size(done, total)} of ${size(total, total, true)}`;
    if (rate === 0) return amount;
    const left = done < total ? ` · ${duration((total - done) / rate)} left` : '';
    return `${amount} · ${(rate / 1e6).toFixed(rate < 1e7 ? 1 : 0)} MB/s${left}`;
  }
}

function size(bytes: number, like: number, named = false): string {
  const [unit, name, digits] = like >= 1e9 ? [1e9, ' GB', 2] : [1e6, ' MB', 1];
  return `${(bytes / unit).toFixed(digits)}${named ? name : ''}`;
}

function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
