import { expect, test } from 'vitest';
import { withZeros } from '../../src/engine/fresh-variables.ts';

test('a declaration without a value gets its zero, wherever it stands in a function', () => {
  expect(withZeros('fn f() { var a : f32; var b: array<vec4<f32>, 4>;var c :alias_t ; }')).toBe(
    'fn f() { var a : f32 = f32(); var b: array<vec4<f32>, 4> = array<vec4<f32>, 4>();var c :alias_t = alias_t() ; }',
  );
  expect(withZeros('  // scores\n  var a : f32;')).toBe('  // scores\n  var a : f32 = f32();');
  expect(withZeros('for (var i : u32; i < 4; i++) {')).toBe('for (var i : u32 = u32(); i < 4; i++) {');
});

test.each([
  'var a : f32 = 1.0; var b = 2u; let c : u32 = 3u;',
  'var<private> tile : array<f32, 4>; var<workgroup> sums: array<f32, 64>;',
  '@group(0) @binding(0) var<storage, read> q: array<vec4<f32>>;\n@group(0) @binding(1)\nvar picture : texture_2d<f32>;',
  '@group(0) @binding(2)\nvar look :sampler;',
  '// such as var a : f32;',
])('stays as it is: %s', (code) => {
  expect(withZeros(code)).toBe(code);
});
