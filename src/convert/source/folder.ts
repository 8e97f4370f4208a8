/** A checkpoint in a folder. */
import { readdirSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { DiffuscopeError } from '../../model/error.ts';
import type { CheckpointSource, SourceFile } from './checkpoint-source.ts';

/** A snapshot in the cache of Hugging Face's Python client names its repository and commit. */
const SNAPSHOT = /models--([\w.-]+?)--([\w.-]+)\/snapshots\/([0-9a-f]{40})$/;

export function openFolder(folder: string): CheckpointSource {
  const path = resolve(folder);
  const files = new Map<string, SourceFile>();
  for (const name of readdirSync(path)) {
    const file = fileAt(path, name);
    if (file !== undefined) files.set(name, file);
  }
  const snapshot = SNAPSHOT.exec(path.replaceAll('\\', '/'));
  return {
    name: snapshot === null ? basename(path) : `${snapshot[1]}/${snapshot[2]}`,
    isFolder: true,
    commit: snapshot?.[3] ?? null,
    licence: null,
    files,
    pathOf: ({ name }) => join(path, name),
    stillHolds: ({ name, version }) => fileAt(path, name)?.version === version,
    read: ({ name }, start, end) => readRange(join(path, name), start, end),
  };
}

function fileAt(folder: string, name: string): SourceFile | undefined {
  const stats = statSync(join(folder, name), { throwIfNoEntry: false });
  if (!stats?.isFile()) return undefined;
  return { name, bytes: stats.size, version: `${stats.size} ${stats.mtimeMs}`, digest: null };
}

async function readRange(path: string, start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
  const file = await open(path, 'r');
  try {
    const bytes = new Uint8Array(end - start);
    for (let done = 0; done < bytes.length; ) {
      const { bytesRead } = await file.read(bytes, done, bytes.length - done, start + done);
      if (bytesRead === 0) throw becameShorter(basename(path));
      done += bytesRead;
    }
    return bytes;
  } finally {
    await file.close();
  }
}

export function becameShorter(fileName: string): DiffuscopeError {
  return new DiffuscopeError(
    'bad-checkpoint',
    `${fileName} is damaged: it became shorter while it was read.`,
    'Download the checkpoint again.',
  );
}
