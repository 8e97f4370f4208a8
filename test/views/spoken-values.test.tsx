// @vitest-environment jsdom
import { afterEach, beforeEach, expect, it } from 'vitest';
import { smallTrace } from '../charts/fixture.ts';
import { openPage, type Page } from './page.tsx';

let page: Page;
beforeEach(() => {
  page = openPage();
});
afterEach(() => page.close());

const said = () => page.text('[role=status]');

it('says the step, the charts and the inspected position when asked, and not before', () => {
  page.press('v');
  expect(said()).toBe('Nothing is on screen.');
  page.change((state) => state.show(smallTrace(), 'example', 'end'));
  page.press('[');
  page.press('v');
  expect(said()).toContain('Step 2 of 2: 2 committed, 0 overwritten, 0 masked again, 2 masked before.');
  // Commits 0, 2, 3, 1: only 3 follows its predecessor, one of T − 1 = 3.
  expect(said()).toContain('AR-ness: Local @1 0.33');
  expect(said()).toContain('Entropy sink: Confidence of the best guess at 4 positions');
  expect(said()).toContain('Position 3, confidence 0.250, entropy 0.500 nats.');
  page.change((state) => state.seek(0));
  page.press('v');
  expect(said()).toBe('Before the first of 2 steps.');
});

it('says the same again when asked again', () => {
  page.change((state) => state.show(smallTrace(), 'example', 'end'));
  page.press('v');
  const first = said();
  page.press('v');
  expect(said()).not.toBe(first);
  expect(said().trim()).toBe(first);
});
