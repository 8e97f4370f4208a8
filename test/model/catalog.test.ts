import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readCatalog } from '../../src/model/catalog.ts';

const json = () => JSON.parse(readFileSync('models/catalog.json', 'utf8'));

test('the catalog is read, and nothing in it is left out', () => {
  expect(readCatalog(json())).toEqual(json());
});

test.each([
  ['no catalog', 7, /catalog: /],
  ['another format', { ...json(), format: 'other' }, /format: /],
  ['a repository that is a path', change({ repository: '../x' }), /models\.1\.repository: /],
  ['a strategy without a name', change({ defaults: { ...json().models[1].defaults, strategy: '' } }), /strategy: /],
  ['a prompt without a place for the text', change({ chatTemplate: 'Hello' }), /chatTemplate: must hold \{prompt\}/],
  ['two models of one id', change({ id: 'pocket' }), /ids must differ/],
])('%s is refused', (_, wrong, message) => {
  expect(() => readCatalog(wrong)).toThrow(
    expect.objectContaining({ code: 'bad-manifest', message: expect.stringMatching(message) }),
  );
});

function change(part: object): unknown {
  const catalog = json();
  catalog.models[1] = { ...catalog.models[1], ...part };
  return catalog;
}
