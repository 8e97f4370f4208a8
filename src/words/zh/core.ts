/**
 * Texts of the core in Chinese, by their English: strategies with their options, conventions, errors. What is missing
 * shows in English; `test/words` holds the strategies and the conventions complete.
 */
import { conventions } from './core-conventions.ts';

export const zhCore: Readonly<Record<string, string>> = { ...conventions };
