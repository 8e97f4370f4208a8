/**
 * A process of its own that converts, in small steps and with a pause after each, so that it can be ended in the
 * middle: `convert-slowly.ts <checkpoint> <out> <pause, milliseconds>`. Writes a line for each step.
 */
import { convert } from '../../src/convert/convert.ts';
import { DiffuscopeError } from '../../src/model/error.ts';

const [checkpoint, out, pause] = process.argv.slice(2) as [string, string, string];
const wait = new Int32Array(new SharedArrayBuffer(4));

try {
  await convert(
    { checkpoint, out, variants: ['q4'], threads: 2, segmentBytes: 4096 },
    {
      progress: ({ phase, done }) => {
        process.stdout.write(`${phase} ${done}\n`);
        Atomics.wait(wait, 0, 0, Number(pause));
      },
    },
  );
} catch (thrown) {
  if (!(thrown instanceof DiffuscopeError)) throw thrown;
  process.stdout.write(`${JSON.stringify({ code: thrown.code, message: thrown.message, remedy: thrown.remedy })}\n`);
}
