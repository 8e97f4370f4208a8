import { expect, it } from 'vitest';
import { browserName } from '../../../src/engine/preflight/gather-facts.ts';

it('names a browser by its brands, else by its user agent', () => {
  const brands = [
    { brand: 'Not;A=Brand', version: '99' },
    { brand: 'Chromium', version: '156' },
  ];
  expect(browserName('', brands)).toBe('Chromium 156');
  expect(browserName('', [...brands, { brand: 'Google Chrome', version: '156' }])).toBe('Google Chrome 156');
  const mozilla = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:141.0) Gecko/20100101 Firefox/141.0';
  expect(browserName(mozilla, [])).toBe('Firefox 141');
  const safari =
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15';
  expect(browserName(safari, [])).toBe('Safari 26');
  expect(browserName('curl/8', [])).toBe('unknown browser');
});
