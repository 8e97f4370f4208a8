/** What a visitor loads, and how large it may be. */
import { readFileSync } from 'node:fs';

/** What index.html itself asks for: all that runs before the first picture. The rest comes when it is asked for. */
const page = readFileSync(new URL('dist/index.html', import.meta.url), 'utf8');
const first = [...page.matchAll(/assets\/[^"]+\.js/g)].map(([file]) => `dist/${file}`);

export default [
  { name: 'page: JavaScript before the first picture', path: first, limit: '200 KB', gzip: true },
  { name: 'page: styles', path: 'dist/assets/index-*.css', limit: '20 KB', gzip: true },
  { name: 'engine worker with decode core', path: 'dist/assets/worker-*.js', limit: '60 KB', gzip: true },
  {
    name: 'embedded model as loaded (u8)',
    path: ['dist/models/pocket/u8*', 'dist/models/pocket/*.json'],
    limit: '8 MB',
    gzip: false,
  },
];
