/**
 * The words of the page in the reader's language. The English phrase is its own key: the code reads as it shows, and a
 * phrase that has no Chinese does not compile. Values stand in `{{double braces}}`.
 */
import { createInstance } from 'i18next';
import { plurals } from './plurals.ts';
import type { zh } from './zh/index.ts';

export const languages = ['en', 'zh'] as const;
export type Language = (typeof languages)[number];

/** Every phrase that the page, a chart or an export says. */
export type Phrase = keyof typeof zh;

export interface Words {
  readonly language: Language;
  /** A phrase with its values; `count` chooses between singular and plural, see `plurals.ts`. */
  (phrase: Phrase, values?: Readonly<Record<string, string | number>>): string;
  /**
   * A text of the core (a strategy's summary, an error's remedy) where it has a translation, or has the form of one with
   * `{{values}}`; else as it is.
   */
  core(text: string): string;
}

/** Phrases by their English; what is missing stays English. */
type Dictionary = Readonly<Record<string, string>>;

/** The words of a language, from the dictionaries of the page and of the core; English needs none. */
function createWords(language: Language, dictionary: Dictionary = {}, core: Dictionary = {}): Words {
  const resources = { en: { translation: plurals }, zh: { translation: dictionary } };
  const instance = createInstance();
  void instance.init({
    lng: language,
    resources,
    initAsync: false,
    keySeparator: false,
    nsSeparator: false,
  });
  const translate = instance.getFixedT(language);
  const forms = formsOf(core);
  const plural = new Intl.PluralRules(language);
  const templates = new Map<string, readonly string[]>();
  /** Texts and, between them, names of values. A canvas asks for hundreds of phrases a frame: each is looked up once. */
  const templateOf = (phrase: Phrase, count: string | number | undefined): readonly string[] => {
    const key = typeof count === 'number' ? `${phrase}_${plural.select(count)}` : phrase;
    let template = templates.get(key);
    if (template === undefined) {
      const lookUp = { skipInterpolation: true, ...(typeof count === 'number' && { count }) };
      template = translate(phrase, lookUp).split(/\{\{(\w+)\}\}/);
      templates.set(key, template);
    }
    return template;
  };
  return Object.assign(
    (phrase: Phrase, values: Readonly<Record<string, string | number>> = {}) =>
      templateOf(phrase, values['count'])
        .map((part, index) => (index % 2 === 0 ? part : (values[part] ?? '')))
        .join(''),
    {
      language,
      core: (text: string) => core[text] ?? dictionary[text] ?? translateForm(text, forms, core) ?? text,
    },
  );
}

/** A text with values, as the core writes it, and its translation. */
interface Form {
  readonly pattern: RegExp;
  readonly translation: string;
}

/** Longest value that is looked for; texts may quote files. */
const VALUE = '[^]{1,300}?';

function formsOf(core: Dictionary): Form[] {
  return Object.entries(core)
    .filter(([text]) => text.includes('{{'))
    .map(([text, translation]) => {
      const parts = text.split(/\{\{(\w+)\}\}/).map((part, index) => {
        return index % 2 === 1 ? `(?<${part}>${VALUE})` : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      });
      return { pattern: new RegExp(`^${parts.join('')}$`), translation };
    });
}

/** A value that is a sentence of the core itself, as the reason in an error, is translated too. */
function translateForm(text: string, forms: readonly Form[], core: Dictionary): string | null {
  const inWords = (value: string): string =>
    value.endsWith('.') ? (core[value] ?? translateForm(value, forms, core) ?? value) : value;
  for (const { pattern, translation } of forms) {
    const groups = pattern.exec(text)?.groups;
    if (groups !== undefined)
      return translation.replace(/\{\{(\w+)\}\}/g, (_, name: string) => inWords(groups[name] ?? ''));
  }
  return null;
}

export const english: Words = createWords('en');

/** Loads a language's dictionary and makes its words. */
export async function loadWords(language: Language): Promise<Words> {
  if (language === 'en') return english;
  const [{ zh }, { zhCore }] = await Promise.all([import('./zh/index.ts'), import('./zh/core.ts')]);
  return createWords(language, zh, zhCore);
}
