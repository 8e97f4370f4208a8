/** Property tests draw the same cases everywhere; FC_SEED=n draws others. */
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env['FC_SEED'] ?? 20260101) });
