/** Bytes and waiting times as people read them. */
import type { Words } from '../../words/words.ts';

const units = ['kB', 'MB', 'GB'] as const;

/** `125 kB`, `17.3 MB`, `4.81 GB`: three digits, units of 1000. */
export function sizeText(bytes: number): string {
  const power = bytes >= 1e9 ? 2 : bytes >= 1e6 ? 1 : 0;
  const value = bytes / 1000 ** (power + 1);
  return `${value >= 100 ? Math.round(value) : Number(value.toPrecision(3))} ${units[power]}`;
}

export function bytesText(loaded: number, total: number, t: Words): string {
  return t('{{loaded}} of {{total}}', { loaded: sizeText(loaded), total: sizeText(total) });
}

export function timeLeftText(seconds: number, t: Words): string {
  const minutes = Math.round(seconds / 60);
  if (seconds < 60) return t('less than a minute left');
  if (minutes < 60) return t('{{minutes}} min left', { minutes });
  return t('{{hours}} h {{minutes}} min left', { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}

/** `7.6 B`, `494 M`, as models are named. */
export function parametersText(count: number): string {
  const [value, unit] = count >= 1e9 ? [count / 1e9, 'B'] : [count / 1e6, 'M'];
  return `${value >= 100 ? Math.round(value) : Number(value.toPrecision(2))} ${unit}`;
}
