/** A server of model files on localhost, of another origin than the page, that can fail in the ways of real ones. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request for [start, end) of a file. */
export interface Asked {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** Whether it asked for a range. */
  readonly ranged: boolean;
}

/**
 * `cut`: the connection breaks after half of the bytes. `stall`: nothing comes after half of them. `wrong`: one bit is another. `longer`: more bytes than asked for
 * come. `hold`: no answer until `release`.
 */
type Fault =
  | 'cut'
  | 'stall'
  | 'wrong'
  | 'longer'
  | 'hold'
  | { readonly status: number; readonly headers?: Record<string, string> };

export interface ModelServer {
  /** Folder of the model. */
  readonly url: string;
  readonly files: Map<string, Buffer>;
  /** Every request that was answered with bytes, in order; what was cut, as far as it came. */
  readonly served: Asked[];
  /** Most requests that were under way at once. */
  readonly mostAtOnce: () => number;
  /** What goes wrong with a request; `earlier`: requests before for bytes of the same file. */
  faultOf: (asked: Asked, earlier: number) => Fault | undefined;
  ranges: boolean;
  cors: boolean;
  etag: string;
  /** Answers what is held. */
  release(): void;
  close(): Promise<void>;
}

export async function startModelServer(files: ReadonlyMap<string, Buffer>): Promise<ModelServer> {
  const earlier = new Map<string, number>();
  let held: (() => void)[] = [];
  let atOnce = 0;
  let mostAtOnce = 0;
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  const model: ModelServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    files: new Map(files),
    served: [],
    mostAtOnce: () => mostAtOnce,
    faultOf: () => undefined,
    ranges: true,
    cors: true,
    etag: '"1"',
    release() {
      for (const go of held) go();
      held = [];
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (model.cors) {
      response.setHeader('Access-Control-Allow-Origin', '*');
      response.setHeader('Access-Control-Expose-Headers', 'Content-Range, ETag, Retry-After');
    }
    const name = request.url!.slice(1);
    const bytes = model.files.get(name);
    if (request.method !== 'GET' || bytes === undefined) return void response.writeHead(404).end();
    const range = model.ranges ? /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') : null;
    const start = Number(range?.[1] ?? 0);
    const end = range === null ? bytes.length : Math.min(Number(range[2]) + 1, bytes.length);
    const asked = { name, start, end, ranged: request.headers.range !== undefined };
    const count = earlier.get(name) ?? 0;
    earlier.set(name, count + 1);
    const fault = model.faultOf(asked, count);
    mostAtOnce = Math.max(mostAtOnce, ++atOnce);
    response.once('close', () => atOnce--);
    if (fault === 'hold') await new Promise<void>((resolve) => held.push(resolve));
    if (typeof fault === 'object') return void response.writeHead(fault.status, fault.headers).end();
    if (start >= bytes.length) return void response.writeHead(416).end();
    response.setHeader('ETag', model.etag);
    if (range !== null) response.setHeader('Content-Range', `bytes ${start}-${end - 1}/${bytes.length}`);
    let body = Buffer.from(bytes.subarray(start, end));
    if (fault === 'wrong') body[body.length >> 1]! ^= 1;
    if (fault === 'longer') body = Buffer.concat([body, Buffer.alloc(1000, 7)]);
    response.writeHead(range === null ? 200 : 206, { 'Content-Length': body.length });
    if (fault !== 'cut' && fault !== 'stall') {
      model.served.push(asked);
      return void response.end(body);
    }
    const half = body.length >> 1;
    model.served.push({ ...asked, end: start + half });
    // Time for the half to arrive: a connection that breaks at once takes what was under way with it.
    response.write(body.subarray(0, half), () => fault === 'cut' && setTimeout(() => response.destroy(), 100));
  }
  return model;
}
