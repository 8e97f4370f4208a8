/** `npm start`: install what is missing, build what is stale, serve. */
import { ensureDependencies } from './setup.js';

ensureDependencies();
await import('./serve.js');
