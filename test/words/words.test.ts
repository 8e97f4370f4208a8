import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { strategies } from '../../src/decode/strategies/registry.ts';
import { conventionTerms, namedConventions } from '../../src/metrics/ar-ness.ts';
import { readCatalog } from '../../src/model/catalog.ts';
import { plurals } from '../../src/words/plurals.ts';
import { english, loadWords } from '../../src/words/words.ts';
import { zhCore } from '../../src/words/zh/core.ts';
import { zh } from '../../src/words/zh/index.ts';
import { errorTexts } from './error-texts.ts';

const src = join(import.meta.dirname, '..', '..', 'src');
const code = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !name.startsWith('words'))
  .map((name) => readFileSync(join(src, name), 'utf8'))
  .join('\n');

/** `{{name}}`s of a phrase, sorted. */
const valuesOf = (phrase: string): string[] => [...phrase.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]!).sort();

describe('words', () => {
  it('says English as it is written, with its values', () => {
    expect(english('{{count}} steps', { count: 3 })).toBe('3 steps');
    expect(english('{{count}} steps', { count: 1 })).toBe('1 step');
    expect(english('Language')).toBe('Language');
  });

  it('says Chinese from the dictionary, and a core text that it does not know in English', async () => {
    const words = await loadWords('zh');
    expect(words('{{count}} steps', { count: 1 })).toBe('1 步');
    expect(words.core('no such text')).toBe('no such text');
  });

  it('knows a core text with values by its form, whatever the values', async () => {
    const { core } = await loadWords('zh');
    expect(core('Token 7 was taken for the mask.')).toBe('将词元 7 当作掩码。');
    expect(core('WebGPU on $& (x), as chosen.')).toBe('按所选使用 $& (x) 上的 WebGPU。');
    // A reason is a sentence of the core itself; a name is not, whatever it says.
    expect(core('Not opened: Copy it again. Copy it again.')).toBe('未能打开：Copy it again。请重新复制该文件。');
    expect(core('Token  was taken for the mask.')).toBe('Token  was taken for the mask.');
  });

  it('leaves markup in values alone', () => {
    expect(english('{{count}} steps', { count: '<b>' })).toBe('<b> steps');
  });

  it.each(Object.entries(zh))('%s has the same values in Chinese', (phrase, chinese) => {
    expect(valuesOf(chinese)).toEqual(valuesOf(phrase));
  });

  it.each(Object.keys(zh))('%s is said somewhere', (phrase) => {
    const literal = [`'${phrase.replaceAll("'", "\\'")}'`, `"${phrase}"`, `\`${phrase}\``];
    expect(literal.some((quoted) => code.includes(quoted))).toBe(true);
  });

  it('knows every convention of AR-ness, by name, source and terms', () => {
    const base = namedConventions[0].convention;
    const texts = [
      ...namedConventions.flatMap(({ label, source }) => [label, source]),
      ...conventionTerms({ ...base, withinStep: 'position', commits: 'first' }),
      ...conventionTerms({
        match: 'set',
        denominator: 'prompt',
        tail: 'trimmed',
        withinStep: 'expectation',
        commits: 'every',
      }),
      ...conventionTerms({ ...base, denominator: 'T' }),
    ];
    const data = ['T−k', 'T', 'docs/ar-ness.md'];
    expect(texts.filter((text) => !(text in zhCore) && !data.includes(text))).toEqual([]);
  });

  it.each(strategies)('knows $id with every option', ({ label, summary, options = [] }) => {
    const texts = [label, summary, ...options.map((option) => option.summary)];
    expect(texts.filter((text) => !(text in zhCore))).toEqual([]);
    const choices = options.flatMap((option) => (option.kind === 'choice' ? option.choices : []));
    expect(choices.filter((text) => !(text in zhCore))).toEqual([]);
  });

  it('knows what the models of the catalog are good for', () => {
    const { models } = readCatalog(JSON.parse(readFileSync(join(src, '..', 'models', 'catalog.json'), 'utf8')));
    expect(models.map(({ summary }) => summary).filter((text) => !(text in zhCore))).toEqual([]);
  });

  it('knows every kind of error', () => {
    const source = readFileSync(join(src, 'model', 'error.ts'), 'utf8');
    const codes = [...source.matchAll(/^ {2}\| '([a-z0-9-]+)'/gm)].map((match) => match[1]!);
    expect(codes.length).toBeGreaterThan(15);
    expect(codes.filter((code) => !(code in zhCore))).toEqual([]);
  });

  it('knows every message and remedy that the page throws', async () => {
    const { core } = await loadWords('zh');
    const texts = errorTexts(src).filter(({ text }) => text !== '');
    expect(texts.length).toBeGreaterThan(200);
    const said = texts.map(({ where, text }) => ({ where, text, chinese: core(text.replace(/\{\{\d+\}\}/g, '7')) }));
    // Names of fields, files and commands are no sentence: three English words in a row are.
    expect(
      said.filter(({ chinese }) => /[a-z]+ [a-z]+ [a-z]+/i.test(chinese) || !/\p{Script=Han}/u.test(chinese)),
    ).toEqual([]);
  });

  it('translates the detail of an error, and no other value', async () => {
    const { core } = await loadWords('zh');
    expect(core('The trace is damaged: steps[3].note is not a text.')).toBe('轨迹已损坏：steps[3].note 不是文本。');
    expect(core('The prompt contains the mask token out of memory.')).toBe('提示词中含有掩码词元 out of memory。');
    expect(core('The GPU was lost: who knows.')).toBe('GPU 已丢失：who knows.');
  });

  it('has every phrase in one file', async () => {
    const names = readdirSync(join(src, 'words', 'zh')).filter((name) => !/^(core|index)/.test(name));
    const parts = await Promise.all(names.map((name) => import(`../../src/words/zh/${name.replace('.ts', '')}.ts`)));
    const keys = parts.flatMap((part) =>
      Object.values(part).flatMap((dictionary) => Object.keys(dictionary as object)),
    );
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });

  it.each(Object.keys(plurals))('%s is the singular of a phrase', (key) => {
    expect(Object.keys(zh)).toContain(key.replace(/_one$/, ''));
  });
});
