/**
 * Texts of the core in Chinese, by their English: strategies with their options, errors. What is missing shows in
 * English; `test/words` holds the strategies complete.
 */
export const zhCore: Readonly<Record<string, string>> = {};
