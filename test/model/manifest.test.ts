import { describe, expect, it } from 'vitest';
import { DiffuscopeError } from '../../src/model/error.ts';
import { parseManifest } from '../../src/model/manifest.ts';

const sha256 = 'a'.repeat(64);
const file = (name: string) => ({ name, bytes: 10, sha256 });

const good = () => ({
  format: 'diffuscope-model',
  schemaVersion: 1,
  id: 'tiny',
  label: 'Tiny',
  family: 'dream',
  architecture: {
    vocabularySize: 32,
    hiddenSize: 8,
    layers: 1,
    heads: 4,
    keyValueHeads: 2,
    headSize: 2,
    intermediateSize: 16,
    ropeTheta: 10000,
    rmsNormEpsilon: 1e-6,
    tiedHead: true,
  },
  contextLength: 64,
  logitShift: 1,
  tokens: { mask: 3, pad: 4, eos: [2] },
  chatTemplate: 'user: {prompt}\n',
  tokenizer: file('tokenizer.json'),
  variants: {
    f32: {
      quantisation: 'f32',
      parts: [{ name: 'whole', graph: file('f32.onnx'), data: [file('f32.data')] }],
      sha256,
    },
  },
  source: { name: 'nobody/tiny', revision: 'main', licence: 'Apache-2.0' },
});

function rejection(text: string): DiffuscopeError {
  try {
    parseManifest(text);
  } catch (error) {
    expect(error).toBeInstanceOf(DiffuscopeError);
    return error as DiffuscopeError;
  }
  throw new Error('the manifest was accepted');
}

/** The good manifest with the value at a dotted path replaced; `undefined` removes the field. */
function changed(path: string, value: unknown): string {
  const manifest = good();
  const keys = path.split('.');
  // biome-ignore lint/suspicious/noExplicitAny: walks an arbitrary path
  let target: any = manifest;
  for (const key of keys.slice(0, -1)) target = target[key];
  if (value === undefined) delete target[keys.at(-1)!];
  else target[keys.at(-1)!] = value;
  return JSON.stringify(manifest);
}

describe('parseManifest', () => {
  it('accepts a manifest and keeps its fields', () => {
    expect(parseManifest(JSON.stringify(good()))).toEqual(good());
  });

  it.each([
    ['format', 'something-else'],
    ['schemaVersion', 2],
    ['id', '../escape'],
    ['label', ''],
    ['family', 'gpt'],
    ['architecture', undefined],
    ['architecture.vocabularySize', 0],
    ['architecture.layers', 1.5],
    ['architecture.ropeTheta', null],
    ['architecture.rmsNormEpsilon', 0],
    ['contextLength', -1],
    ['logitShift', 2],
    ['tokens.mask', undefined],
    ['tokens.eos', []],
    ['chatTemplate', 'no place for the prompt'],
    ['chatTemplate', '{prompt}{prompt}'],
    ['tokenizer.name', '../../etc/passwd'],
    ['tokenizer.sha256', 'abc'],
    ['tokenizer.bytes', 0],
    ['variants', {}],
    ['variants.f32.parts', []],
    ['variants.f32.parts.0.graph.name', 'https://elsewhere.example/x.onnx'],
    ['source.licence', undefined],
  ])('rejects %s = %j and names the field', (path, value) => {
    const error = rejection(changed(path, value));
    expect(error.code).toBe('bad-manifest');
    expect(error.message).toContain(path.split('.')[0]!);
    expect(error.remedy).not.toBe('');
  });

  it.each([
    ['tokens.mask', 32, 'tokens.mask is outside the vocabulary'],
    ['tokens.pad', 99, 'tokens.pad is outside the vocabulary'],
    ['tokens.eos', [2, 40], 'tokens.eos is outside the vocabulary'],
    ['architecture.heads', 3, 'heads must be a multiple of keyValueHeads'],
  ])('rejects the impossible %s = %j', (path, value, message) => {
    expect(rejection(changed(path, value)).message).toContain(message);
  });

  it.each(['', '{', 'null', '[]', '"text"'])('rejects %j', (text) => {
    expect(rejection(text).code).toBe('bad-manifest');
  });
});
