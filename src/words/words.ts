/**
 * The words of the page in the reader's language. The English phrase is its own key: the code reads as it shows, and a
 * phrase that has no Chinese does not compile. Values stand in `{{double braces}}`.
 */
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
   * `{{values}}`; else as it is. A value called `detail` is translated too.
   */
  core(text: string): string;
}

/** Phrases by their English; what is missing stays English. */
type Dictionary = Readonly<Record<string, string>>;

/**
 * The words of a language, from the dictionaries of the page, of the core, and of what stands as `{{detail}}` in the
 * core's texts; English needs only its singulars.
 */
function createWords(
  language: Language,
  dictionary: Dictionary = {},
  core: Dictionary = {},
  details: Dictionary = {},
): Words {
  const forms = formsOf(core);
  const detailForms = [...formsOf(details), ...forms];
  const detail = (text: string): string =>
    details[text] ?? core[text] ?? translateForm(text, detailForms, detail) ?? text;
  const plural = new Intl.PluralRules(language);
  const templates = new Map<string, readonly string[]>();
  /** Texts and, between them, names of values. A canvas asks for hundreds of phrases a frame: each is looked up once. */
  const templateOf = (phrase: Phrase, count: string | number | undefined): readonly string[] => {
    const key = typeof count === 'number' ? `${phrase}_${plural.select(count)}` : phrase;
    let template = templates.get(key);
    if (template === undefined) {
      template = (dictionary[key] ?? dictionary[phrase] ?? phrase).split(/\{\{(\w+)\}\}/);
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
      core: (text: string) => core[text] ?? dictionary[text] ?? translateForm(text, forms, detail) ?? text,
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

/** Those that say most themselves first: what fits `it has {{names}}` may be another text. */
function formsOf(core: Dictionary): Form[] {
  const ownLength = (text: string): number => text.replace(/\{\{\w+\}\}/g, '').length;
  return Object.entries(core)
    .filter(([text]) => text.includes('{{'))
    .sort(([a], [b]) => ownLength(b) - ownLength(a))
    .map(([text, translation]) => {
      const parts = text.split(/\{\{(\w+)\}\}/).map((part, index) => {
        return index % 2 === 1 ? `(?<${part}>${VALUE})` : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      });
      return { pattern: new RegExp(`^${parts.join('')}$`), translation };
    });
}

function translateForm(text: string, forms: readonly Form[], detail: (text: string) => string): string | null {
  for (const { pattern, translation } of forms) {
    const groups = pattern.exec(text)?.groups;
    if (groups === undefined) continue;
    return translation.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
      const value = groups[name] ?? '';
      return name === 'detail' ? detail(value) : value;
    });
  }
  return null;
}

export const english: Words = createWords('en', plurals);

/** Loads a language's dictionary and makes its words. */
export async function loadWords(language: Language): Promise<Words> {
  if (language === 'en') return english;
  const [{ zh }, { zhCore }, { errorDetails }] = await Promise.all([
    import('./zh/index.ts'),
    import('./zh/core.ts'),
    import('./zh/core-error-details.ts'),
  ]);
  return createWords(language, zh, zhCore, errorDetails);
}
