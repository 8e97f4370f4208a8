/** `npm run docs:strategies`: makes the table of docs/strategies.md anew. Needs `--import tsx`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withStrategyTable } from '../src/cli/strategies-doc.ts';
import { root } from './setup.js';

const path = join(root, 'docs/strategies.md');
writeFileSync(path, withStrategyTable(readFileSync(path, 'utf8')));
console.log(`Wrote ${path}.`);
