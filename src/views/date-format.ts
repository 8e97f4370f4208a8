import type { Language } from '../words/words.ts';

const locales: Record<Language, string> = { en: 'en-GB', zh: 'zh-CN' };
const formats = new Map<Language, Intl.DateTimeFormat>();

/** Date and time of something kept. Making a format takes longer than all else of a row, so each is made once. */
export function dateFormat(language: Language): Intl.DateTimeFormat {
  const known = formats.get(language);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat(locales[language], { dateStyle: 'medium', timeStyle: 'short' });
  formats.set(language, format);
  return format;
}
