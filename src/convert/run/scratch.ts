/** Memory that a thread uses again for each piece, so that a conversion takes the same however long it lasts. */
export class Scratch {
  private readonly planes: Uint8Array[] = [];
  private values = new Float32Array();
  private line = new Float32Array();

  /** `size` bytes, whatever they held; each `index` is a memory of its own. */
  bytes(index: number, size: number): Uint8Array {
    if ((this.planes[index]?.length ?? -1) < size) this.planes[index] = new Uint8Array(size);
    return this.planes[index]!.subarray(0, size);
  }

  /** At the start of a buffer. */
  floats(length: number): Float32Array {
    if (this.values.length < length) this.values = new Float32Array(length);
    return this.values.subarray(0, length);
  }

  row(length: number): Float32Array {
    if (this.line.length < length) this.line = new Float32Array(length);
    return this.line.subarray(0, length);
  }
}
