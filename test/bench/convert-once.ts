/** A process of its own that converts once and says what it took: `convert-once.ts <options of convert as JSON>`. */
import { existsSync, readFileSync } from 'node:fs';
import { convert } from '../../src/convert/convert.ts';

const options = JSON.parse(process.argv[2]!);
const cpu = process.cpuUsage();
const start = performance.now();
let verifying = Number.NaN;
await convert(options, {
  progress: ({ phase }) => {
    if (phase === 'verifying' && Number.isNaN(verifying)) verifying = performance.now();
  },
});
const { user, system } = process.cpuUsage(cpu);
const end = performance.now();
process.stdout.write(
  JSON.stringify({
    seconds: (end - start) / 1000,
    verifyingSeconds: (end - verifying) / 1000,
    cpuSeconds: (user + system) / 1e6,
    peakBytes: peakBytes(),
  }),
);

/**
 * Of the whole process, all threads. Linux's own high-water mark where there is one: `maxRSS` begins with the memory of
 * the process that started this one, which may hold a whole checkpoint.
 */
function peakBytes(): number {
  const status = existsSync('/proc/self/status') ? readFileSync('/proc/self/status', 'utf8') : '';
  const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  return Number(kibibytes ?? process.resourceUsage().maxRSS) * 1024;
}
