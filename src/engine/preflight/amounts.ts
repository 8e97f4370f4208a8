/** Bytes and seconds as people read them. */

/** `4.08 GB`, `341 MB`, `12 kB`; three digits, units of 1000. */
export function bytesText(bytes: number): string {
  if (bytes >= 1e9) return `${digits(bytes / 1e9)} GB`;
  if (bytes >= 1e6) return `${digits(bytes / 1e6)} MB`;
  return `${digits(bytes / 1e3)} kB`;
}

/** `0.25 s`, `12 s`, `3 min`. */
export function secondsText(seconds: number): string {
  if (seconds < 0.001) return 'under 0.001 s';
  return seconds < 120 ? `${Number(seconds.toPrecision(2))} s` : `${Math.round(seconds / 60)} min`;
}

const digits = (value: number) => String(value >= 100 ? Math.round(value) : Number(value.toPrecision(3)));
