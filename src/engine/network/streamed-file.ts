/**
 * A file on the disk for the runtime's JSPI build, which reads a tensor by `size` and `slice(…).stream()`: nothing else
 * of a Blob is answered.
 *
 * The stream is our own, of pieces that are read one by one. The browser's own stream of a file's slice, read into
 * buffers that the reader brings (BYOB), as the runtime does, stood still for ever in one load of 5 GB out of three
 * (Chromium 156, seen with nothing else going on). Ours offers no such reader, and the runtime takes a plain one.
 */
export class StreamedFile extends Blob {
  readonly #file: Blob;

  constructor(file: Blob) {
    super();
    this.#file = file;
  }

  override get size(): number {
    return this.#file.size;
  }

  override slice(start?: number, end?: number): Blob {
    return new StreamedFile(this.#file.slice(start, end));
  }

  /** A piece is good until the next is asked for: its memory is given back then, not when there is time to collect it. */
  override stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    const file = this.#file;
    let position = 0;
    let before: Piece | undefined;
    return new ReadableStream(
      {
        async pull(controller) {
          before?.transfer?.(0);
          const end = Math.min(file.size, position + PIECE_BYTES);
          const piece = await file.slice(position, end).arrayBuffer();
          before = piece;
          if (end > position) controller.enqueue(new Uint8Array(piece));
          position = end;
          if (position === file.size) controller.close();
        },
      },
      { highWaterMark: 0 },
    );
  }
}

/** What this version of the language does not know yet, and older browsers do not have. */
interface Piece extends ArrayBuffer {
  transfer?(bytes: number): ArrayBuffer;
}

/** Large enough that asking costs little, small beside the heap. */
const PIECE_BYTES = 2 ** 22;
