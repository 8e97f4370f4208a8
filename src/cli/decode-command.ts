/** `diffuscope decode` */
import { Command, Option } from 'commander';
import { strategies } from '../decode/strategies/registry.ts';
import { unmetNeeds } from '../engine/unmet-needs.ts';
import { traceToJson } from '../trace/json.ts';
import { addDecodeFlags, checkStrategy, type DecodeFlags, promptOf, settingsOf } from './decode-settings.ts';
import { openNodeModel, readManifest } from './node-engine.ts';
import { checkWritable, save } from './output-file.ts';
import { answerText, recordDecode } from './trace-recording.ts';

interface Options extends DecodeFlags {
  readonly strategy: string;
  readonly out?: string;
}

export function decodeCommand(): Command {
  const command = new Command('decode')
    .description('fill a canvas after a prompt, print the answer or save the trace')
    .addOption(
      new Option('--strategy <id>', 'which masked positions are committed first')
        .choices(strategies.map(({ id }) => id))
        .default('entropy'),
    )
    .option('--out <file>', 'save the trace as JSON instead of printing the answer');
  return addDecodeFlags(command).action(run);
}

async function run(options: Options, command: Command): Promise<void> {
  const { strategy, out } = options;
  const promptText = await promptOf(options, command);
  const unmet = unmetNeeds(await readManifest(options.model), options.variant);
  checkStrategy(strategy, options.option, options, unmet);
  if (out !== undefined) await checkWritable(out);
  const model = await openNodeModel(options.model, options.variant, options.threads);
  const stop = new AbortController();
  const interrupt = () => stop.abort();
  process.once('SIGINT', interrupt); // a second one ends the process
  try {
    const settings = settingsOf(options, strategy, options.option, model.manifest);
    const trace = await recordDecode(model, promptText, settings, progress(settings.steps), stop.signal);
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
    if (trace.finish === 'stopped') console.error(`Stopped after ${trace.steps.length} steps.`);
    if (out === undefined) console.log(answerText(trace, model));
    else await save(out, traceToJson(trace));
  } finally {
    process.off('SIGINT', interrupt);
    await model.close();
  }
}

/** One line that is rewritten, if someone is there to see it. */
function progress(steps: number): (step: number, millis: number) => void {
  if (!process.stderr.isTTY) return () => {};
  return (step, millis) => {
    process.stderr.write(`\r\x1b[KStep ${step + 1} of ${steps} · ${Math.round(millis)} ms`);
  };
}
