/** `diffuscope synth` */
import { availableParallelism } from 'node:os';
import { Command, Option } from 'commander';
import { type FamilyName, families } from '../synth/family.ts';
import { synthesise } from '../synth/synth.ts';
import { positiveInteger } from './arguments.ts';
import { ProgressLine } from './progress-line.ts';

interface Options {
  readonly like: FamilyName;
  readonly out: string;
  readonly seed: string;
  readonly layers?: number;
  readonly hidden?: number;
  readonly vocabulary?: number;
  readonly threads: number;
}

export function synthCommand(): Command {
  return new Command('synth')
    .description('write a checkpoint like a published one, with weights drawn from a seed, to try the converter on')
    .addOption(new Option('--like <model>', 'whose geometry').choices(Object.keys(families)).makeOptionMandatory())
    .requiredOption('--out <folder>', 'folder to write')
    .option('--seed <text>', 'equal seeds give equal files', '0')
    .option('--layers <count>', 'default: all that the model has', positiveInteger)
    .option('--hidden <size>', 'width, a multiple of the head size (default: the model’s)', positiveInteger)
    .option('--vocabulary <rows>', 'rows of the embedding (default: the model’s)', positiveInteger)
    .option('--threads <count>', 'threads that draw weights', positiveInteger, availableParallelism())
    .action(async (options: Options) => {
      const since = performance.now();
      const line = new ProgressLine(process.stderr, () => performance.now());
      const bytes = await synthesise(options, ({ writtenBytes, totalBytes }) =>
        line.show({ phase: 'Drawing weights', done: writtenBytes, total: totalBytes }),
      ).finally(() => line.end());
      const seconds = (performance.now() - since) / 1000;
      console.log(
        `${families[options.like].repository}, made up: ${(bytes / 1e6).toFixed(1)} MB in ${seconds.toFixed(1)} s`,
      );
    });
}
