import { describe, expect, it } from 'vitest';
import { checkTraceSize, MAX_TRACE_BYTES, parseTrace, traceToJson } from '../../src/trace/json.ts';
import { MASK, statsOf, traceOf } from './fixture.ts';

const trace = traceOf(3, [
  { unmask: [{ position: 1, tokenId: 7 }], boundary: { ties: 2, gap: 0 } },
  { unmask: [{ position: 0, tokenId: 8 }], remask: [1], boundary: { ties: 0, gap: 0.125 } },
  {
    unmask: [
      { position: 2, tokenId: 9 },
      { position: 1, tokenId: MASK },
    ],
  },
]);
const text = traceToJson(trace);

describe('round trip', () => {
  it('keeps everything', () => {
    expect(parseTrace(text)).toEqual(trace);
    expect(traceToJson(parseTrace(text))).toBe(text);
  });

  it('keeps float64 scores, −∞, −0 and odd texts', () => {
    const stats = statsOf([0], [7]);
    const odd = traceOf(1, [{ unmask: [] }], {
      sampling: { ...trace.request.sampling, precision: 'float64', topP: 0.95, topK: 3, temperature: 0.2 },
      seed: '18446744073709551615',
    });
    const value = {
      ...odd,
      promptText: '"\\ \u2028 \ud800 🎉 </script>',
      pieces: new Map([...odd.pieces, [7, '"__proto__"']]),
      finish: 'stopped' as const,
      steps: [
        {
          ...odd.steps[0]!,
          stats: {
            ...stats,
            topLogProbs: Float32Array.of(-0, -Infinity),
            rawConfidence: Float64Array.of(1 / 3),
            entropy: Float64Array.of(2 / 3),
            confidence: Float64Array.of(0.1 + 0.2),
            margin: Float64Array.of(5e-324),
            negativeEntropy: Float64Array.of(-0),
          },
        },
      ],
    };
    expect(parseTrace(traceToJson(value))).toEqual(value);
  });

  it('refuses to write a number that is none', () => {
    const stats = { ...statsOf([0], [7]), entropy: Float32Array.of(Number.NaN) };
    const broken = { ...trace, steps: [{ ...trace.steps[0]!, stats }] };
    expect(() => traceToJson(broken)).toThrow('a trace cannot hold NaN');
  });
});

/** The file as loose JSON, changed. */
type Loose = Record<string, never>;
function changed(change: (file: Loose) => void): string {
  const file = JSON.parse(text) as Loose;
  change(file);
  return JSON.stringify(file);
}
const set =
  (...path: (string | number)[]) =>
  (value: unknown) =>
  (file: Loose) => {
    let target = file as unknown as Record<string | number, unknown>;
    for (const name of path.slice(0, -1)) target = target[name] as typeof target;
    target[path.at(-1)!] = value;
  };

describe('damaged files', () => {
  const cases: [string, (file: Loose) => void][] = [
    ['steps.1.step: negative', set('steps', 0, 'step')(-1)],
    ['steps.1.step: not ascending', set('steps', 1, 'step')(0)],
    ['steps.0.block: a text', set('steps', 0, 'block')('0')],
    ['steps.2.step: beyond the request', set('steps', 2, 'step')(3)],
    ['steps.2.block: beyond the request', set('steps', 2, 'block')(1)],
    ['steps.0.quota: more than the rows', set('steps', 0, 'quota')(4)],
    ['steps.0.quota: a fraction', set('steps', 0, 'quota')(0.5)],
    ['steps.0: null', set('steps', 0)(null)],
    ['steps: an object', set('steps')({})],
    ['steps: cut off', set('steps')([])],
    ['positions: not ascending', set('steps', 0, 'positions')([0, 2, 1])],
    ['positions: twice', set('steps', 0, 'positions')([0, 1, 1])],
    ['positions: outside', set('steps', 0, 'positions')([0, 1, 3])],
    ['positions: not masked', set('steps', 1, 'positions')([0, 1])],
    ['positions: too few', set('steps', 0, 'positions')([0, 1])],
    ['sampledIds: outside the vocabulary', set('steps', 0, 'sampledIds', 0)(16)],
    ['topIds: negative', set('steps', 0, 'topIds', 0)(-1)],
    ['topIds: too few', set('steps', 0, 'topIds')([])],
    ['candidates: 0', set('steps', 0, 'candidates')(0)],
    ['candidates: not as requested', set('steps', 0, 'candidates')(3)],
    ['topLogProbs: positive', set('steps', 0, 'topLogProbs', 0)(0.5)],
    ['topLogProbs: rising', set('steps', 0, 'topLogProbs', 1)(-0.001)],
    ['topLogProbs: NaN as a text', set('steps', 0, 'topLogProbs', 0)('NaN')],
    ['topLogProbs: null', set('steps', 0, 'topLogProbs', 0)(null)],
    ['entropy: −∞', set('steps', 0, 'entropy', 0)('-Infinity')],
    ['entropy: more than ln V', set('steps', 0, 'entropy', 0)(2.8)],
    ['confidence: more than 1', set('steps', 0, 'confidence', 0)(1.5)],
    ['rawConfidence: negative', set('steps', 0, 'rawConfidence', 0)(-0.5)],
    ['margin: an object', set('steps', 0, 'margin')({ length: 3 })],
    ['negativeEntropy: positive', set('steps', 0, 'negativeEntropy', 0)(0.5)],
    ['unmask: an odd number', set('steps', 0, 'unmask')([1, 7, 0])],
    ['unmask: twice', set('steps', 0, 'unmask')([1, 7, 1, 7])],
    ['unmask: a position that is not masked', set('steps', 1, 'unmask')([1, 8])],
    ['unmask: a token outside the vocabulary', set('steps', 0, 'unmask')([1, 16])],
    ['unmask: another token', set('steps', 1, 'unmask')([0, 9])],
    ['remask: masked already', set('steps', 0, 'remask')([0])],
    ['remask: twice', set('steps', 1, 'remask')([1, 1])],
    ['remask: committed just now', set('steps', 0, 'remask')([1])],
    ['boundary: negative gap', set('steps', 0, 'boundary', 'gap')(-1)],
    ['boundary: missing ties', set('steps', 0, 'boundary')({ gap: null })],
    ['final: another token', set('final', 0)(9)],
    ['final: too long', set('final', 3)(9)],
    ['stepMillis: negative', set('stepMillis', 0)(-1)],
    ['stepMillis: too few', set('stepMillis')([])],
    ['pieces: a list', set('pieces')(['a'])],
    ['pieces: a key that is no id', set('pieces', 'constructor')('x')],
    ['pieces: a signed key', set('pieces', '-1')('x')],
    ['pieces: a key with a leading zero', set('pieces', '01')('x')],
    ['pieces: an id outside the vocabulary', set('pieces', '16')('x')],
    ['pieces: a number', set('pieces', '7')(7)],
    ['pieces: one missing', set('pieces')({ 1: 'a' })],
    ['prompt: outside the vocabulary', set('prompt')([16])],
    ['prompt: missing', set('prompt')(undefined)],
    ['model: huge vocabulary', set('model', 'vocabularySize')(2 ** 40)],
    ['model: mask outside the vocabulary', set('model', 'tokens', 'mask')(99)],
    ['model: eos outside the vocabulary', set('model', 'tokens', 'eos')([2, 99])],
    ['model: another mask', set('model', 'tokens', 'mask')(5)],
    ['model: hash', set('model', 'sha256')('abc')],
    ['runtime: provider', set('runtime', 'provider')('cuda')],
    ['request: huge canvas', set('request', 'canvasLength')(2 ** 31 - 1)],
    ['request: empty canvas', set('request', 'canvasLength')(0)],
    ['request: blocks that do not divide', set('request', 'blockLength')(2)],
    ['request: temperature', set('request', 'sampling', 'temperature')(-1)],
    ['request: top-p', set('request', 'sampling', 'topP')(0)],
    ['request: seed above 64 bits', set('request', 'seed')('18446744073709551616')],
    ['request: seed as a number', set('request', 'seed')(1)],
    ['request: strategy', set('request', 'strategy')('<script>')],
    ['request: eps', set('request', 'eps')(1)],
    ['request: steps', set('request', 'steps')(2 ** 31)],
    ['request: mask in the prompt', set('prompt')([1, MASK])],
    ['request: unknown field', set('request', 'extra')(1)],
    ['unknown field', set('extra')(1)],
    ['createdAt', set('createdAt')('yesterday')],
    ['finish', set('finish')('maybe')],
    ['schemaVersion 0', set('schemaVersion')(0)],
    ['schemaVersion 1.5', set('schemaVersion')(1.5)],
    ['schemaVersion as text', set('schemaVersion')('2')],
    ['another format', set('format')('decoding-cases/1')],
  ];

  it.each(cases)('%s', (_, change) => {
    expect(() => parseTrace(changed(change))).toThrow(expect.objectContaining({ code: 'bad-trace' }));
  });

  it.each([
    ['nothing', ''],
    ['text', 'hello'],
    ['null', 'null'],
    ['a list', '[]'],
    ['a number', '1'],
    ['the first half', text.slice(0, text.length / 2)],
    ['deep nesting', `${'['.repeat(1e5)}${']'.repeat(1e5)}`],
    ['nesting in a field', text.replace('"steps":[', `"steps":[${'['.repeat(1e5)}${']'.repeat(1e5)},`)],
    ['__proto__ at the top', text.replace('{', '{"__proto__":{"x":1},')],
    ['__proto__ in the model', text.replace('"model":{', '"model":{"__proto__":{"x":1},')],
    ['__proto__ in a step', text.replace('{"step"', '{"__proto__":{"x":1},"step"')],
    ['__proto__ in the pieces', text.replace('"pieces":{', '"pieces":{"__proto__":"x",')],
  ])('%s', (_, json) => {
    expect(() => parseTrace(json)).toThrow(expect.objectContaining({ code: 'bad-trace' }));
  });

  it('says what and where', () => {
    expect(() => parseTrace(changed(set('steps', 1, 'entropy', 0)('x')))).toThrow(
      'The trace is damaged: steps[1].entropy[0] is not a number from',
    );
    expect(() => parseTrace(changed(set('request', 'sampling', 'topK')('all')))).toThrow('request.sampling.topK');
    const long = 'x'.repeat(1e6);
    expect(() => parseTrace(changed(set('finish')(long)))).toThrow(/^.{0,200}$/);
  });

  it('tells a newer trace from a damaged one', () => {
    expect(() => parseTrace(changed(set('schemaVersion')(3)))).toThrow(
      expect.objectContaining({ code: 'newer-trace', message: expect.stringContaining('version 3') }),
    );
  });

  it('refuses files above the limit', () => {
    expect(() => checkTraceSize(MAX_TRACE_BYTES)).not.toThrow();
    expect(() => checkTraceSize(200e6)).toThrow(
      expect.objectContaining({ code: 'bad-trace', message: expect.stringContaining('200 MB') }),
    );
  });
});
