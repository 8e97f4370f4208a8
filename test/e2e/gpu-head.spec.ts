/** The decode head on the GPU against the one on the CPU: the same logits, the same numbers, the same tokens. */
import { expect, type Page, test } from '@playwright/test';
import type { Comparison } from './pages/head.ts';
import type { HeadCase } from './pages/head-cases.ts';

const origin = `http://localhost:${Number(process.env['E2E_PORT'] ?? 4173) + 1}/`;

test.describe.configure({ mode: 'serial' });

let page: Page;
test.beforeAll(async ({ browser }) => {
  page = await browser.newPage();
  await page.goto(`${origin}test/e2e/pages/head.html`);
  await page.waitForFunction(() => 'headPage' in window);
});
test.afterAll(() => page.close());

const compare = (sample: HeadCase): Promise<Comparison> =>
  page.evaluate(async (given) => (await window.headPage).compare(given), sample);

/** Tokens and ids are the same, all else is nearly so; with subgroups, too, unless the case says with which alone. */
async function expectSame(sample: HeadCase): Promise<Comparison> {
  const forms = sample.subgroups === undefined ? [true, false] : [sample.subgroups];
  let result!: Comparison;
  for (const subgroups of forms) {
    result = await compare({ ...sample, subgroups });
    const what = JSON.stringify({ ...sample, subgroups });
    expect(result.otherTokens, what).toBe(0);
    expect(result.otherIds, what).toBe(0);
    for (const [name, deviation] of Object.entries(result.deviations)) {
      expect(deviation, `${name} of ${what}`).toBeLessThanOrEqual(1e-5);
    }
  }
  return result;
}

const small = { vocabularySize: 2048, width: 2048, rows: 24, seed: 1, logits: 'bell' } as const;
/** Of Qwen2's 7B, in slices as the converter cuts them. */
const full = { vocabularySize: 152_064, width: 16_384, seed: 2, logits: 'bell' } as const;

const samplings = [
  { temperature: 0 },
  { temperature: 0.2 },
  { temperature: 1 },
  { temperature: 2, topP: 0.9 },
  { temperature: 0.7, topK: 20 },
  { temperature: 1.3, topP: 0.8, topK: 300 },
  { temperature: 0.8, topP: 0.6, order: 'filter-first' },
  { temperature: 0, topP: 0.5, suppressMask: true },
] as const;

for (const logits of ['flat', 'bell', 'peaked', 'ties', 'constant', 'holes'] as const) {
  test(`${logits} logits at every temperature, nucleus and top-k`, async () => {
    for (const [index, sampling] of samplings.entries()) {
      await expectSame({ ...small, logits, sampling, seed: index, held: true, gap: true, background: true });
    }
  });
}

test('zeros of both signs, subnormal logits, the lowest float, and logits in the thousands', async () => {
  for (const sampling of [{ temperature: 1 }, { temperature: 1, topP: 0.7 }]) {
    for (const logits of ['signs', 'far'] as const) {
      for (const subgroups of [true, false]) {
        const { deviations, ...result } = await compare({ ...small, logits, sampling, subgroups });
        expect(result).toMatchObject({ otherTokens: 0, otherIds: 0 });
        const { topLogProbs, ...others } = deviations;
        expect(Math.max(...Object.values(others))).toBeLessThanOrEqual(1e-5);
      }
    }
  }
});

test('slices of any width, lists of any length, a nucleus that ends before the token that crosses it', async () => {
  const sampling = { temperature: 1, topP: 0.9, topK: 500 };
  await expectSame({ ...small, vocabularySize: 1001, width: 300, sampling });
  await expectSame({ ...small, vocabularySize: 2047, width: 683, sampling, candidates: 1, logits: 'ties' });
  await expectSame({ ...small, sampling, candidates: 32 });
  await expectSame({ ...small, sampling, candidates: 200, logits: 'ties' });
  await expectSame({ ...small, sampling, rule: { crossing: 'exclude', suppressMask: true } });
  await expectSame({ ...small, sampling, logits: 'constant', rule: { crossing: 'exclude' } });
  await expectSame({ ...small, sampling, rule: { topKFirst: true } });
});

test('rows in the middle of a buffer, wherever they begin', async () => {
  for (const firstRow of [1, 64]) await expectSame({ ...small, vocabularySize: 1001, width: 300, rows: 5, firstRow });
});

test('a share of the draw for the mask', async () => {
  for (const sampling of [{ temperature: 0 }, { temperature: 0.8, topP: 0.9 }]) {
    const rule = { crossing: 'exclude', suppressMask: true } as const;
    await expectSame({ ...small, rows: 150, sampling, rule, maskShares: true });
  }
  await expectSame({ ...small, vocabularySize: 12, rows: 150, sampling: { temperature: 1 }, maskShares: true });
});

test('ends of the text, suppressed and doubted', async () => {
  const ends = { eosId: 3, eotId: 1000, suppressEos: false, doubtEnds: true };
  await expectSame({ ...small, logits: 'peaked', sampling: { ends } });
  await expectSame({ ...small, logits: 'peaked', sampling: { ends, temperature: 1, topP: 0.9 } });
  await expectSame({ ...small, logits: 'peaked', sampling: { ends: { ...ends, suppressEos: true }, temperature: 1 } });
});

test('in the lanes of a GPU that is not emulated', async () => {
  const sampling = { temperature: 1, topP: 0.9 };
  await expectSame({ ...small, rows: 4, width: 1500, sampling, hardware: true });
  await expectSame({ ...small, rows: 4, sampling, hardware: true, logits: 'ties', candidates: 200 });
});

test('thousands of draws', async () => {
  const flat = { ...small, rows: 1024, logits: 'flat', sampling: { temperature: 1 } } as const;
  const { distinctTokens } = await expectSame({ ...flat, subgroups: false });
  expect(distinctTokens).toBeGreaterThan(500);
  await expectSame({ ...small, rows: 512, logits: 'bell', sampling: { temperature: 0.7 }, subgroups: true });
});

test('the vocabulary of a 7B', async () => {
  await expectSame({ ...full, rows: 16 });
  await expectSame({ ...full, rows: 82, logits: 'flat', sampling: { temperature: 1 }, subgroups: false });
  await expectSame({ ...full, rows: 8, sampling: { temperature: 1.2, topP: 0.95 } });
});

test.describe('a row that is no distribution', () => {
  for (const [id, logit] of [
    [1500, Number.NaN],
    [0, Number.POSITIVE_INFINITY],
    ['all', Number.NEGATIVE_INFINITY],
  ] as const) {
    test(`with ${logit} at ${id}`, async () => {
      for (const subgroups of [true, false]) {
        const sample: HeadCase = { ...small, width: 999, rows: 3, spoil: { row: 1, id, logit }, subgroups };
        const { cpu, gpu } = await page.evaluate(async (given) => (await window.headPage).errors(given), sample);
        expect(gpu).toMatchObject({ code: 'bad-graph', message: expect.stringContaining('position 1 ') });
        expect(gpu).toEqual(cpu);
      }
    });
  }
});

test('a step of 256 rows brings at most 32 KB back', async () => {
  const { bytesRead } = await expectSame({ ...small, rows: 256 });
  expect(bytesRead).toBeGreaterThan(256 * 8);
  expect(bytesRead).toBeLessThanOrEqual(32_768);
});

test('a device that is lost meanwhile ends the question', async () => {
  const lost = await page.evaluate(async (given) => (await window.headPage).loseDevice(given), { ...small });
  expect(lost).toBe('rejected');
});
