/**
 * Texts of the core in Chinese, by their English: strategies with their options, conventions, errors,
 * reasons of rules. What is missing
 * shows in English; `test/words` holds the strategies, the conventions and the kinds of error complete.
 */
import { catalogSummaries } from './core-catalog.ts';
import { conventions } from './core-conventions.ts';
import { errors } from './core-errors.ts';
import { notes } from './core-notes.ts';
import { options } from './core-options.ts';
import { preflight } from './core-preflight.ts';
import { rules } from './core-rules.ts';
import { storageErrors } from './core-storage.ts';
import { strategies } from './core-strategies.ts';

export const zhCore: Readonly<Record<string, string>> = {
  ...conventions,
  ...strategies,
  ...options,
  ...notes,
  ...errors,
  ...storageErrors,
  ...rules,
  ...preflight,
  ...catalogSummaries,
};
