/** How fast bytes come in, over the last seconds. */

const WINDOW_MILLIS = 6000;
/** Before this it is noise. */
const SHORTEST_MILLIS = 500;

export interface TransferRate {
  /** @param bytes so far. @param now in milliseconds; never earlier than before. */
  add(bytes: number, now: number): void;
  /** 0 until half a second was seen. */
  bytesPerSecond(): number;
}

export function createTransferRate(): TransferRate {
  let samples: { readonly bytes: number; readonly now: number }[] = [];
  return {
    add(bytes, now) {
      samples = [...samples.filter((sample) => now - sample.now <= WINDOW_MILLIS), { bytes, now }];
    },
    bytesPerSecond() {
      const [first] = samples;
      const last = samples.at(-1);
      if (first === undefined || last === undefined || last.now - first.now < SHORTEST_MILLIS) return 0;
      return ((last.bytes - first.bytes) / (last.now - first.now)) * 1000;
    },
  };
}
