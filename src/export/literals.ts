/** Texts as literals of other languages: whatever a prompt holds, it stays a text there, and shows what it is. */

/** Letters, digits, marks, punctuation, symbols and the space; all else is escaped, so that nothing hides or reorders. */
const plain = /[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u;

const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * One word of a POSIX shell: bare, in single quotes, or with control characters as `$'…'` (bash, zsh, ksh), whose escapes
 * keep a terminal from obeying them. NUL cannot be in an argument of any command.
 */
export function shellWord(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  const characters = [...text];
  if (characters.every((character) => plain.test(character))) return `'${text.replaceAll("'", "'\\''")}'`;
  const escaped = characters.map((character) => {
    if (character === '\\' || character === "'") return `\\${character}`;
    return plain.test(character) ? character : (named[character] ?? utf8Escapes(character));
  });
  return `$'${escaped.join('')}'`;
}

/** By bytes, since `\u` depends on the locale. A lone surrogate is none of UTF-8 and becomes U+FFFD. */
function utf8Escapes(character: string): string {
  const encoded = encodeURIComponent(/\p{Cs}/u.test(character) ? '\ufffd' : character);
  // What encodeURIComponent leaves bare is plain.
  return encoded.replaceAll('%', '\\x').toLowerCase();
}

/** A string literal of Python 3. */
export function pythonString(text: string): string {
  const escaped = [...text].map((character) => {
    if (character === '\\' || character === '"') return `\\${character}`;
    return plain.test(character) ? character : (named[character] ?? codePointEscape(character));
  });
  return `"${escaped.join('')}"`;
}

function codePointEscape(character: string): string {
  const hex = character.codePointAt(0)!.toString(16);
  if (hex.length <= 2) return `\\x${hex.padStart(2, '0')}`;
  return hex.length <= 4 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}

export function pythonValue(value: number | boolean | string | null): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'string' ? pythonString(value) : String(value);
}
