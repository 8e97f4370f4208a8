/** A checkpoint in a repository of the hub, read by ranges through the hub's own client. */
import { downloadFile, listFiles, modelInfo } from '@huggingface/hub';
import * as v from 'valibot';
import { DiffuscopeError } from '../../model/error.ts';
import type { CheckpointSource, SourceFile } from './checkpoint-source.ts';
import { type HubAccess, hubFetch, persistently, wrongLength } from './hub-connection.ts';

export interface HubOptions {
  /** Default `https://huggingface.co`. */
  readonly endpoint?: string | undefined;
  /** `hf_…`; needed for private and gated repositories. */
  readonly token?: string | undefined;
  /** Branch, tag or commit. Default `main`. */
  readonly revision?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** See `HubAccess`. */
  readonly pauseMillis?: number | undefined;
  readonly idleMillis?: number | undefined;
}

const commitSchema = v.pipe(v.string(), v.regex(/^[0-9a-f]{40}$/));
const licenceSchema = v.object({ license: v.union([v.string(), v.array(v.string())]) });
const entrySchema = v.object({
  type: v.string(),
  path: v.string(),
  size: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  oid: v.pipe(v.string(), v.regex(/^[0-9a-f]{40}$/)),
  lfs: v.optional(
    v.object({
      oid: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
      size: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
    }),
  ),
});

/**
 * Finds out the commit of the revision once; everything is read at it, so that a push meanwhile changes nothing.
 * @param repository `owner/name`.
 * @throws DiffuscopeError `not-found`, `network`, `aborted`, `bad-settings`
 */
export async function openHub(repository: string, options: HubOptions): Promise<CheckpointSource> {
  const { revision = 'main', token, signal, pauseMillis, idleMillis } = options;
  const endpoint = endpointOf(options);
  const access: HubAccess = { endpoint, repository, revision, token, signal, pauseMillis, idleMillis };
  if (token !== undefined && !token.startsWith('hf_')) {
    throw new DiffuscopeError(
      'bad-settings',
      'The token does not begin with hf_.',
      'Copy it again from your settings.',
    );
  }
  const common = {
    hubUrl: access.endpoint,
    fetch: hubFetch(access),
    ...(token !== undefined && { accessToken: token }),
  };
  const { commit, licence } = await persistently(access, repository, async () => {
    const info = await modelInfo({ ...common, name: repository, revision, additionalFields: ['sha', 'cardData'] });
    const card = v.safeParse(licenceSchema, info.cardData);
    return { commit: understood(commitSchema, info.sha), licence: card.success ? card.output.license : null };
  });
  const files = await persistently(access, repository, async () => {
    const found = new Map<string, SourceFile>();
    for await (const item of listFiles({ ...common, repo: repository, revision: commit })) {
      const { type, path, oid, size, lfs } = understood(entrySchema, item);
      if (type !== 'file' || path.includes('/')) continue;
      const digest = lfs
        ? ({ algorithm: 'sha256', hex: lfs.oid } as const)
        : ({ algorithm: 'git-sha1', hex: oid } as const);
      found.set(path, { name: path, bytes: lfs?.size ?? size, version: digest.hex, digest });
    }
    return found;
  });
  const opened = new Map<string, Promise<Blob>>();
  return {
    name: repository,
    isFolder: false,
    commit,
    licence: licence === null ? null : [licence].flat().join(', '),
    files,
    pathOf: () => null,
    stillHolds: () => true,
    read: (file, start, end) =>
      persistently(access, file.name, async () => {
        const known = opened.get(file.name) ?? openFile(common, repository, commit, file);
        opened.set(file.name, known);
        const blob = await known.catch((thrown) => {
          opened.delete(file.name);
          throw thrown;
        });
        const bytes = new Uint8Array(await blob.slice(start, end).arrayBuffer());
        if (bytes.length !== end - start) throw wrongLength();
        return bytes;
      }),
  };
}

async function openFile(
  common: { hubUrl: string; fetch: typeof fetch; accessToken?: string },
  repository: string,
  commit: string,
  { name, bytes }: SourceFile,
): Promise<Blob> {
  // By HTTP ranges rather than the xet protocol: any part alone, and the same from every endpoint.
  const blob = await downloadFile({ ...common, repo: repository, path: name, revision: commit, xet: false });
  if (blob?.size === bytes) return blob;
  throw new DiffuscopeError(
    'network',
    `${repository} lists ${name} with ${bytes} bytes but serves ${blob === null ? 'none' : blob.size}.`,
    'Run the same command again; if it repeats, try another --endpoint.',
  );
}

function endpointOf({ endpoint = 'https://huggingface.co' }: HubOptions): string {
  if (URL.canParse(endpoint) && /^https?:$/.test(new URL(endpoint).protocol)) return endpoint.replace(/\/+$/, '');
  throw new DiffuscopeError(
    'bad-settings',
    `The endpoint ${endpoint} is no web address.`,
    'Give one like https://huggingface.co.',
  );
}

function understood<T>(schema: v.GenericSchema<unknown, T>, answer: unknown): T {
  const result = v.safeParse(schema, answer);
  if (result.success) return result.output;
  throw new DiffuscopeError(
    'network',
    `The hub's answer is not understood: ${result.issues[0].message}.`,
    'Check that the endpoint is a hub.',
  );
}
