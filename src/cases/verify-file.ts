/** A whole file of cases, run. */
import { meanPassAtK, passAtK } from '../metrics/pass-at-k.ts';
import { runArNessFile } from './ar-ness-case.ts';
import type { CaseFile, PassAtKFile } from './case-file.ts';
import { type Mismatch, runCase } from './run-case.ts';

export interface FileReport {
  readonly cases: number;
  readonly mismatches: readonly Mismatch[];
}

export async function verifyFile(file: CaseFile): Promise<FileReport> {
  if (file.format === 'pass-at-k/1') return verifyPassAtK(file);
  if (file.format === 'ar-ness/1') {
    return { cases: file.cases.length + file.revision.length, mismatches: runArNessFile(file) };
  }
  const mismatches: Mismatch[] = [];
  for (const sample of file.cases) mismatches.push(...(await runCase(sample)));
  return { cases: file.cases.length, mismatches };
}

/** Rounding of a product of at most n factors. */
const PASS_AT_K_TOLERANCE = 1e-12;

function verifyPassAtK({ cases, meanOverProblems }: PassAtKFile): FileReport {
  const results = [
    ...cases.map(({ n, c, k, expected }) => ({ caseId: `n=${n} c=${c} k=${k}`, expected, got: passAtK(n, c, k) })),
    ...meanOverProblems.map(({ n, correct, k, expected }) => ({
      caseId: `mean n=${n} c=${correct.join(',')} k=${k}`,
      expected,
      got: meanPassAtK(n, correct, k),
    })),
  ];
  const mismatches = results
    .filter(({ expected, got }) => !(Math.abs(expected - got) <= PASS_AT_K_TOLERANCE))
    .map((result) => ({ ...result, step: null, what: 'pass@k' }));
  return { cases: results.length, mismatches };
}
