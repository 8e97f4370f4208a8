#!/usr/bin/env node
/** The command line, straight from the TypeScript sources. */
import { register } from 'tsx/esm/api';

register();
const { main } = await import('../src/cli/main.ts');
process.exitCode = await main(process.argv);
