/** What a dedicated worker, and only that, has of a file: reads and writes in place. The page's types do not know it. */

export interface SyncFile {
  /** @returns how many bytes were read. */
  read(into: Uint8Array<ArrayBuffer>, options: { readonly at: number }): number;
  /** @returns how many bytes were written. */
  write(bytes: Uint8Array<ArrayBuffer>, options: { readonly at: number }): number;
  truncate(size: number): void;
  getSize(): number;
  /** Returns when all that was written is on the disk. */
  flush(): void;
  close(): void;
}

/** Opens a file for this worker alone, making it if there is none. */
export async function openSyncFile(folder: FileSystemDirectoryHandle, name: string): Promise<SyncFile> {
  const handle = (await folder.getFileHandle(name, { create: true })) as FileSystemFileHandle & {
    createSyncAccessHandle(): Promise<SyncFile>;
  };
  // The worker of a tab that was just closed may hold the file a moment longer than its locks.
  for (let tries = 20; ; tries--) {
    try {
      return await handle.createSyncAccessHandle();
    } catch (thrown) {
      if (tries === 0 || !(thrown instanceof DOMException && thrown.name === 'NoModificationAllowedError'))
        throw thrown;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** Writes a small file whole. */
export async function writeText(folder: FileSystemDirectoryHandle, name: string, text: string): Promise<void> {
  const file = await openSyncFile(folder, name);
  try {
    file.truncate(0);
    writeAll(file, new TextEncoder().encode(text), 0);
    file.flush();
  } finally {
    file.close();
  }
}

/**
 * @throws DOMException `QuotaExceededError`, also where the browser says it otherwise: it may write less than it was
 * given, and in a private window Chromium returns 2³² − 8 (its error code).
 */
export function writeAll(file: SyncFile, bytes: Uint8Array<ArrayBuffer>, at: number): void {
  if (file.write(bytes, { at }) !== bytes.length) throw new DOMException('not all was written', 'QuotaExceededError');
}
