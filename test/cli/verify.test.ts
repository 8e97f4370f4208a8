import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { main } from '../../src/cli/main.ts';

const cases = join(import.meta.dirname, '..', 'cases');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'diffuscope-verify-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function verify(): Promise<{ code: number; lines: string[]; errors: string[] }> {
  const [lines, errors]: [string[], string[]] = [[], []];
  const spies = [
    vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line)),
    vi.spyOn(console, 'error').mockImplementation((line: string) => void errors.push(line)),
  ];
  const code = await main([process.execPath, 'diffuscope', 'verify', folder]).finally(() => {
    for (const spy of spies) spy.mockRestore();
  });
  return { code, lines, errors };
}

describe('verify', () => {
  it('counts the cases of a folder', async () => {
    copyFileSync(join(cases, 'pass-at-k.json'), join(folder, 'pass-at-k.json'));
    copyFileSync(join(cases, 'dream-entropy.json'), join(folder, 'dream-entropy.json'));
    expect(await verify()).toEqual({ code: 0, lines: ['0 mismatches in 43 cases of 2 files'], errors: [] });
  });

  it('prints a line per mismatch and fails', async () => {
    const text = readFileSync(join(cases, 'pass-at-k.json'), 'utf8');
    writeFileSync(join(folder, 'a.json'), text.replace('"expected":0.5', '"expected":0.6'));
    writeFileSync(join(folder, 'b.json'), '{}');
    const { code, lines } = await verify();
    expect(code).toBe(1);
    expect(lines[0]).toBe('a.json n=2 c=1 k=1 pass@k: expected 0.6, got 0.5');
    expect(lines[1]).toMatch(/^b\.json: This is no file of cases: format/);
    expect(lines[2]).toBe('2 mismatches in 23 cases of 2 files');
  });

  it('does not take an empty folder for a success', async () => {
    expect((await verify()).code).toBe(1);
  });
});
