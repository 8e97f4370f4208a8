/** Where a thread of a conversion begins: what follows is TypeScript, which Node reads only with a loader. */
import { register } from 'tsx/esm/api';

register();
await import('./worker.ts');
