/** `diffuscope convert · synth · decode · compare · metrics · strategies · import · verify` */
import { Command, CommanderError } from 'commander';
import { DiffuscopeError } from '../model/error.ts';
import { compareCommand } from './compare-command.ts';
import { convertCommand } from './convert.ts';
import { decodeCommand } from './decode-command.ts';
import { importCommand } from './import-command.ts';
import { metricsCommand } from './metrics-command.ts';
import { strategiesCommand } from './strategies-command.ts';
import { synthCommand } from './synth-command.ts';
import { version } from './trace-recording.ts';
import { verifyCommand } from './verify-command.ts';

/**
 * Runs the command line and never ends the process.
 * @param argv as `process.argv`.
 * @returns exit code: 0, 1 for a failure (said on stderr with what to do next), 2 for wrong usage.
 */
export async function main(argv: readonly string[]): Promise<number> {
  const program = new Command('diffuscope')
    .description('Watch diffusion language models decode, and measure how.')
    .version(version);
  for (const command of [
    convertCommand(),
    synthCommand(),
    decodeCommand(),
    compareCommand(),
    metricsCommand(),
    strategiesCommand(),
    importCommand(),
    verifyCommand(),
  ]) {
    program.addCommand(command.exitOverride().showHelpAfterError('(--help lists all options)'));
  }
  try {
    await program.exitOverride().parseAsync(argv);
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2; // said by commander already
    if (!(error instanceof DiffuscopeError)) throw error;
    console.error(`error: ${error.message}`);
    if (error.remedy !== '') console.error(error.remedy);
    return 1;
  }
}
