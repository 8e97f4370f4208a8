/** Page side and worker side with a real channel between them and the real model in Node's runtime behind. */

import { readFileSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { decode } from '../../src/decode/decode.ts';
import type { DecodeRequest, StepRecord } from '../../src/decode/types.ts';
import { createEngine } from '../../src/engine/client.ts';
import type { Engine, LoadedModel, LoadProgress, LoadRequest } from '../../src/engine/engine.ts';
import type { ModelOpener } from '../../src/engine/open-model.ts';
import type { PassReport } from '../../src/engine/pass-report.ts';
import { type CommandPort, serveEngine } from '../../src/engine/server.ts';
import { createSessionPredictor } from '../../src/engine/session-predictor.ts';
import { DiffuscopeError } from '../../src/model/error.ts';
import { parseManifest } from '../../src/model/manifest.ts';
import { greedyRequest } from '../decode/greedy-request.ts';
import { type Forward, networkOf } from './network/function-network.ts';

const manifest = parseManifest(readFileSync('models/pocket/manifest.json', 'utf8'));
const loaded: LoadedModel = {
  manifest,
  quantisation: 'f32',
  provider: 'wasm',
  reason: 'Node, as this test chose.',
  detail: 'node',
  fromCache: false,
  cacheProblem: null,
  tokenizer: {},
};
const anyModel: LoadRequest = {
  place: { kind: 'url', url: 'http://localhost/' },
  provider: 'auto',
  quantisation: 'auto',
};
const request: DecodeRequest = greedyRequest(Int32Array.from([1, 88, 200, 5, 6, 7, 2]), manifest.tokens.mask, 12);

/** What the client needs of a `Worker`, in this thread: messages are cloned and queued, as between threads. */
class ChannelWorker {
  onmessage: ((event: MessageEvent) => void) | null = null;
  onerror: ((event: Partial<ErrorEvent>) => void) | null = null;
  onmessageerror: ((event: Partial<MessageEvent>) => void) | null = null;
  terminated = false;
  private readonly port: MessagePort;

  constructor(opener: ModelOpener) {
    const { port1, port2 } = new MessageChannel();
    serveEngine(port2 as CommandPort, opener);
    this.port = port1;
    port1.onmessage = (event) => this.onmessage?.(event);
  }
  postMessage(message: unknown): void {
    this.port.postMessage(message);
  }
  terminate(): void {
    this.terminated = true;
    this.port.close();
  }
}

let network: Forward;
let workers: ChannelWorker[];
let engine: Engine;

beforeAll(async () => {
  const session = await InferenceSession.create('models/pocket/f32.onnx');
  network = async (inputIds, rows) => {
    const { logits } = await session.run({
      input_ids: new Tensor('int32', inputIds, [1, inputIds.length]),
      rows: new Tensor('int32', rows, [rows.length]),
    });
    return logits!.data as Float32Array;
  };
});

const openInNode: ModelOpener = async (_, __, onProgress) => {
  onProgress({ phase: 'session', loadedBytes: 5, totalBytes: 5 });
  let last: PassReport | null = null;
  const onPass = (report: PassReport) => {
    last = report;
  };
  const predict = createSessionPredictor(networkOf(network), manifest.architecture.vocabularySize, {
    logitShift: 1,
    onPass,
  });
  return { loaded, predict, lastPass: () => last };
};

function engineOver(opener: ModelOpener): Engine {
  return createEngine({
    urls: { runtime: 'http://localhost/ort/', embedded: 'http://localhost/models/pocket/' },
    createWorker: () => {
      const worker = new ChannelWorker(opener);
      workers.push(worker);
      return worker as unknown as Worker;
    },
  });
}

beforeEach(() => {
  workers = [];
  engine = engineOver(openInNode);
});
afterEach(() => engine.dispose());

const running = () => new AbortController().signal;
const ignore = () => {};

describe('load', () => {
  it('reports progress, then what was loaded', async () => {
    const progress: LoadProgress[] = [];
    await expect(engine.load(anyModel, (each) => progress.push(each))).resolves.toEqual(loaded);
    expect(progress).toEqual([{ phase: 'session', loadedBytes: 5, totalBytes: 5 }]);
  });

  it('rejects with the typed error of the worker', async () => {
    engine = engineOver(() => Promise.reject(new DiffuscopeError('no-webgpu', 'No GPU.', 'Choose WASM.')));
    const error: unknown = await engine.load(anyModel, ignore).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DiffuscopeError);
    expect(error).toMatchObject({ code: 'no-webgpu', message: 'No GPU.', remedy: 'Choose WASM.' });
  });

  it('names a bug in the worker worker-died, with its words', async () => {
    engine = engineOver(() => Promise.reject(new TypeError('x is undefined')));
    await expect(engine.load(anyModel, ignore)).rejects.toMatchObject({
      code: 'worker-died',
      message: 'x is undefined',
      remedy: 'Load the model again.',
    });
  });

  it('ends the worker of the model before, and the decode in it', async () => {
    await engine.load(anyModel, ignore);
    const decoding = engine.decode(request, ignore, running());
    const loading = engine.load(anyModel, ignore);
    await expect(decoding).rejects.toMatchObject({ code: 'aborted' });
    await loading;
    expect(workers.map((worker) => worker.terminated)).toEqual([true, false]);
    await expect(engine.decode(request, ignore, running())).resolves.toBe('complete');
  });

  it('works again after a load that failed', async () => {
    let failures = 1;
    engine = engineOver((...given) =>
      failures-- > 0 ? Promise.reject(new DiffuscopeError('network', 'Cut.')) : openInNode(...given),
    );
    await expect(engine.load(anyModel, ignore)).rejects.toMatchObject({ code: 'network' });
    await expect(engine.load(anyModel, ignore)).resolves.toEqual(loaded);
  });
});

describe('decode', () => {
  it('hands on the very steps that the loop makes, in order, with what each cost', async () => {
    const expected: StepRecord[] = [];
    const predict = createSessionPredictor(networkOf(network), manifest.architecture.vocabularySize);
    for await (const record of decode(predict, request)) expected.push(record);

    await engine.load(anyModel, ignore);
    const steps: StepRecord[] = [];
    const times: number[] = [];
    const bytes: number[] = [];
    const end = await engine.decode(
      request,
      (record, millis, pass) => {
        steps.push(record);
        times.push(millis);
        bytes.push(pass!.bytesToJavaScript);
      },
      running(),
    );
    expect(end).toBe('complete');
    expect(steps).toHaveLength(12);
    expect(steps).toEqual(expected);
    expect(times.every((time) => time > 0)).toBe(true);
    // The logits of the masked rows, 4 bytes each.
    expect(bytes).toEqual(steps.map(({ stats }) => stats.positions.length * manifest.architecture.vocabularySize * 4));
  });

  it('stops within one step of the signal, and runs again', async () => {
    await engine.load(anyModel, ignore);
    const stop = new AbortController();
    const seen: number[] = [];
    const end = await engine.decode(
      request,
      ({ step }) => {
        seen.push(step);
        if (step === 3) stop.abort();
      },
      stop.signal,
    );
    expect(end).toBe('stopped');
    expect(seen.length).toBeGreaterThanOrEqual(4);
    expect(seen.length).toBeLessThanOrEqual(5);
    await expect(engine.decode(request, ignore, running())).resolves.toBe('complete');
  });

  it('runs no step if the signal has aborted before', async () => {
    await engine.load(anyModel, ignore);
    const onStep = () => expect.unreachable();
    await expect(engine.decode(request, onStep, AbortSignal.abort())).resolves.toBe('stopped');
  });

  it('goes on behind the steps that were made before, in a fresh worker, to the same end', async () => {
    const stepsOf = async (made: readonly StepRecord[]): Promise<StepRecord[]> => {
      await engine.load(anyModel, ignore);
      const steps: StepRecord[] = [];
      const end = await engine.decode(request, (record) => void steps.push(record), running(), made);
      expect(end).toBe('complete');
      return steps;
    };
    const whole = await stepsOf([]);
    expect(await stepsOf(whole.slice(0, 5))).toEqual(whole.slice(5));
    expect(await stepsOf(whole)).toEqual([]);
    const [first, second] = whole;
    const stranger = { ...second!, unmask: [{ position: 3, tokenId: 9 }] };
    await expect(engine.decode(request, ignore, running(), [first!, stranger])).rejects.toMatchObject({
      code: 'bad-trace',
    });
    await expect(engine.decode(request, ignore, running())).resolves.toBe('complete');
  });

  it('refuses a second decode and goes on with the first', async () => {
    await engine.load(anyModel, ignore);
    const first = engine.decode(request, ignore, running());
    await expect(engine.decode(request, ignore, running())).rejects.toMatchObject({ code: 'bad-settings' });
    await expect(first).resolves.toBe('complete');
  });

  it.each([
    ['a prompt that does not fit', 'prompt-too-long', { prompt: new Int32Array(250).fill(9) }],
    ['no steps', 'bad-settings', { steps: 0 }],
    ['an unknown strategy', 'bad-settings', { strategy: 'by-horoscope' }],
    ['a token that the model does not have', 'bad-settings', { prompt: Int32Array.of(1, 2048) }],
    ['a mask that the model does not have', 'bad-settings', { maskId: 2048 }],
  ] as const)('refuses %s', async (_, code, change) => {
    await engine.load(anyModel, ignore);
    await expect(engine.decode({ ...request, ...change }, ignore, running())).rejects.toMatchObject({ code });
    await expect(engine.decode(request, ignore, running())).resolves.toBe('complete');
  });

  it('fails with what onStep throws, and stops the run', async () => {
    await engine.load(anyModel, ignore);
    const broken = engine.decode(
      request,
      () => {
        throw new RangeError('bug in the page');
      },
      running(),
    );
    await expect(broken).rejects.toThrow('bug in the page');
    await expect(engine.decode({ ...request, steps: 1 }, ignore, running())).resolves.toBe('complete');
  });

  it('before any load is a bug', async () => {
    await expect(engine.decode(request, ignore, running())).rejects.toThrow('decode before load');
  });
});

describe('a worker that dies', () => {
  const death = { message: 'boom', preventDefault: ignore };

  it('fails what waits and what comes, until the next load', async () => {
    await engine.load(anyModel, ignore);
    const decoding = engine.decode(request, ignore, running());
    workers[0]!.onerror!(death);
    const dead = { code: 'worker-died', message: expect.stringContaining('boom'), remedy: 'Load the model again.' };
    await expect(decoding).rejects.toMatchObject(dead);
    await expect(engine.decode(request, ignore, running())).rejects.toMatchObject(dead);
    expect(workers[0]!.terminated).toBe(true);
    await engine.load(anyModel, ignore);
    await expect(engine.decode(request, ignore, running())).resolves.toBe('complete');
  });

  it('is also one whose script does not load, or whose message cannot be read', async () => {
    const loading = engine.load(anyModel, ignore);
    workers[0]!.onerror!({ preventDefault: ignore });
    await expect(loading).rejects.toMatchObject({ message: expect.stringContaining('script could not be loaded') });
    const again = engine.load(anyModel, ignore);
    workers[1]!.onmessageerror!({ preventDefault: ignore });
    await expect(again).rejects.toMatchObject({ code: 'worker-died' });
  });
});

it('dispose ends the worker and what runs in it', async () => {
  await engine.load(anyModel, ignore);
  const decoding = engine.decode(request, ignore, running());
  engine.dispose();
  await expect(decoding).rejects.toMatchObject({ code: 'aborted' });
  expect(workers[0]!.terminated).toBe(true);
});
