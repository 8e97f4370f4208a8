/** `diffuscope verify` */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { readCaseFile } from '../cases/case-file.ts';
import type { Mismatch } from '../cases/run-case.ts';
import { verifyFile } from '../cases/verify-file.ts';
import { DiffuscopeError } from '../model/error.ts';

export function verifyCommand(): Command {
  return new Command('verify')
    .description('run files of expected decodes (docs/cases.md) and print every mismatch')
    .argument('<folder>', 'folder of .json files')
    .action(run);
}

/** A line per mismatch, then the count; a file that cannot be read counts as one. */
async function run(folder: string): Promise<void> {
  let cases = 0;
  let mismatches = 0;
  const files = await caseFiles(folder);
  for (const file of files) {
    try {
      const report = await verifyFile(readCaseFile(await readFile(join(folder, file), 'utf8')));
      cases += report.cases;
      mismatches += report.mismatches.length;
      for (const mismatch of report.mismatches) console.log(`${file} ${line(mismatch)}`);
    } catch (thrown) {
      mismatches += 1;
      console.log(`${file}: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    }
  }
  console.log(
    `${count(mismatches, 'mismatch', 'mismatches')} in ${count(cases, 'case')} of ${count(files.length, 'file')}`,
  );
  if (mismatches > 0) throw new DiffuscopeError('bad-cases', 'The cases were not reproduced.');
}

/** @throws DiffuscopeError `not-found` for a folder that is not there, or holds no .json file. */
async function caseFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((cause: Error) => {
    throw new DiffuscopeError('not-found', `The folder cannot be read: ${cause.message}.`, 'Check the path.', cause);
  });
  const files = names.filter((name) => name.endsWith('.json')).sort();
  if (files.length > 0) return files;
  throw new DiffuscopeError('not-found', `${folder} holds no .json files.`, 'Check the path.');
}

function line({ caseId, step, what, expected, got }: Mismatch): string {
  const place = step === null ? '' : ` step ${step}`;
  return `${caseId}${place} ${what}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(got)}`;
}

const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;
