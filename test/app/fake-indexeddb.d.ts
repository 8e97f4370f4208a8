/** The package's map of exports names no types for it. */
declare module 'fake-indexeddb/auto';
