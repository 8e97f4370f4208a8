import type { DecodeRequest } from '../../src/decode/types.ts';

/** Everything else of a request for a plain decode: the most certain token first, one a step, nothing drawn. */
export function greedyRequest<Prompt extends Int32Array | number[]>(
  prompt: Prompt,
  maskId: number,
  length: number,
): Omit<DecodeRequest, 'prompt'> & { prompt: Prompt } {
  return {
    prompt,
    maskId,
    canvasLength: length,
    steps: length,
    blockLength: length,
    strategy: 'entropy',
    schedule: 'dream',
    eps: 1e-3,
    skipEmptySteps: false,
    algTemp: 0,
    sampling: {
      temperature: 0,
      topP: null,
      topK: null,
      order: 'temperature-first',
      suppressMask: true,
      precision: 'float32',
    },
    candidates: 4,
    seed: '7',
  };
}
