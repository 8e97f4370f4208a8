/** What one step cost: measured where the network runs, for the benchmark and the preflight. */

export interface PassReport {
  /** Wall time of the network, up to the logits (on a GPU: until it is done), in milliseconds. */
  readonly passMillis: number;
  /** Wall time from the logits to the statistics of all positions, in milliseconds. */
  readonly headMillis: number;
  /** Bytes that came from the runtime to JavaScript: logits, or statistics where a GPU made them. */
  readonly bytesToJavaScript: number;
}
