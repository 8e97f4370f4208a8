import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pythonString, pythonValue, shellWord } from '../../src/export/literals.ts';

describe('shellWord', () => {
  it.each([
    ['plain-word_1.5', 'plain-word_1.5'],
    ['', "''"],
    ['two words', "'two words'"],
    ["it's $HOME `id` !x", "'it'\\''s $HOME `id` !x'"],
    ['a\nb\t\\', "$'a\\nb\\t\\\\'"],
    ["\u001b[31m'", "$'\\x1b[31m\\''"],
    ['\u202e', "$'\\xe2\\x80\\xae'"],
    ['素数 🙂', "'素数 🙂'"],
  ])('writes %j as %s', (text, word) => {
    expect(shellWord(text)).toBe(word);
  });

  it('is read back by bash as it was, whatever it is', () => {
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }).map((value) => value.replaceAll('\0', ''));
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 40 }), (texts) => {
        const script = `printf '%s\\0' ${texts.map(shellWord).join(' ')}`;
        const { stdout } = spawnSync('bash', ['-c', script], { env: { ...process.env, LC_ALL: 'C.UTF-8' } });
        expect(stdout.toString('utf8').split('\0').slice(0, -1)).toEqual(texts);
      }),
      { numRuns: 30 },
    );
  });
});

describe('pythonString', () => {
  it.each([
    ['plain', '"plain"'],
    ['"quoted" \\ back', '"\\"quoted\\" \\\\ back"'],
    ['a\nb\r\t\0', '"a\\nb\\r\\t\\x00"'],
    ['\u202e\u2028\ud800', '"\\u202e\\u2028\\ud800"'],
    ['\u{e0001}', '"\\U000e0001"'],
    ['素数 🙂 é', '"素数 🙂 é"'],
  ])('writes %j as %s', (text, literal) => {
    expect(pythonString(text)).toBe(literal);
  });

  const python = spawnSync('python3', ['--version']).status === 0;
  it.skipIf(!python)('is read back by Python as it was, whatever it is', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 30 }), { minLength: 20, maxLength: 40 }), (texts) => {
        const script =
          'import ast, json, sys; print(json.dumps([ast.literal_eval(l) for l in sys.stdin.buffer.read().decode().split("\\n")]))';
        const { stdout } = spawnSync('python3', ['-c', script], { input: texts.map(pythonString).join('\n') });
        expect(JSON.parse(stdout.toString())).toEqual(texts);
      }),
      { numRuns: 10 },
    );
  });

  it('writes other values as Python does', () => {
    expect([null, true, false, 0.95, 32, 'a'].map(pythonValue)).toEqual(['None', 'True', 'False', '0.95', '32', '"a"']);
  });
});
