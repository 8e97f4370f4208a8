/** Files out of the page and into it. */
import { DiffuscopeError } from '../model/error.ts';
import type { DecodeTrace } from '../trace/types.ts';

export function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken its own reference by the next task.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}

/** @throws DiffuscopeError `network`, `not-found` */
export async function fetchFile(url: string): Promise<Blob> {
  const response = await fetch(url).catch((cause: unknown) => {
    throw new DiffuscopeError('network', `The trace ${url} could not be loaded.`, 'Check the connection.', cause);
  });
  if (response.ok) return response.blob();
  throw new DiffuscopeError('not-found', `There is no trace at ${url}.`, 'Open a saved trace, or run a decode.');
}

/** `lcm-entropy-seed-1.json`: what tells one saved decode from another. */
export function decodeFileName({ promptText, request }: DecodeTrace, extension: string): string {
  const words = promptText.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return `${[...words.slice(0, 6), request.strategy, 'seed', request.seed].join('-')}.${extension}`;
}
