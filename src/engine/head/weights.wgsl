// What is made of one logit: its key, its weight as a whole number, its weight as a float.
//
// Keys are unsigned words in the order of the floats. Whole numbers are those of src/decode/integer-weights.ts, to the bit;
// their 64 bits are pairs of words, low first. `powers` is a binding of `head.wgsl`.

const NOT_A_NUMBER = 0xffffffffu;
const MINUS_INFINITY = 0x007fffffu;

// ── Keys

fn keyOfBits(bits: u32) -> u32 {
  if ((bits & 0x7fffffffu) > 0x7f800000u) { return NOT_A_NUMBER; }
  if (bits == 0x80000000u) { return 0x80000000u; } // −0 is 0
  return bits ^ select(0x80000000u, 0xffffffffu, bits >= 0x80000000u);
}

fn floatOfKey(key: u32) -> f32 {
  return bitcast<f32>(key ^ select(0xffffffffu, 0x80000000u, key >= 0x80000000u));
}

// ── Words of 64 bits

fn add(a: vec2<u32>, b: vec2<u32>) -> vec2<u32> {
  let low = a.x + b.x;
  return vec2(low, a.y + b.y + select(0u, 1u, low < a.x));
}

fn subtract(a: vec2<u32>, b: vec2<u32>) -> vec2<u32> {
  return vec2(a.x - b.x, a.y - b.y - select(0u, 1u, a.x < b.x));
}

fn exceeds(a: vec2<u32>, b: vec2<u32>) -> bool {
  return a.y > b.y || (a.y == b.y && a.x > b.x);
}

fn multiply(a: u32, b: u32) -> vec2<u32> {
  let low = (a & 0xffffu) * (b & 0xffffu);
  let middle = (a >> 16u) * (b & 0xffffu) + (low >> 16u);
  let carry = (a & 0xffffu) * (b >> 16u) + (middle & 0xffffu);
  return vec2(a * b, (a >> 16u) * (b >> 16u) + (middle >> 16u) + (carry >> 16u));
}

// Shifts by the width of a word mean nothing in WGSL.
fn shiftRight(a: vec2<u32>, count: u32) -> vec2<u32> {
  if (count == 0u) { return a; }
  if (count >= 32u) { return vec2(a.y >> (count - 32u), 0u); }
  return vec2((a.x >> count) | (a.y << (32u - count)), a.y >> count);
}

// ⌊a·share / 2^32⌋.
fn shareOf(a: vec2<u32>, share: u32) -> vec2<u32> {
  return add(multiply(a.y, share), vec2(multiply(a.x, share).y, 0u));
}

// ── Integer weights, see src/decode/integer-weights.ts

// log2(e)/T, as `steepness` gives it; limit 0 where no integer weights are needed.
struct Steepness {
  multiplier: u32,
  shift: u32,
  limit: u32,
}

struct WeightRule {
  scale: f32,
  lowest: f32,
  lift: u32,
  largestUnits: i32,
}

fn weightRule(largest: f32) -> WeightRule {
  let exponent = i32((bitcast<u32>(largest) >> 23u) & 255u) - 127;
  let unitBits = min(20, 29 - exponent);
  let scale = bitcast<f32>(u32(127 + unitBits) << 23u);
  // 2^(31 − unitBits) where a float reaches it.
  let lowest = select(-bitcast<f32>(u32(158 - unitBits) << 23u), -0x1.fffffep127, unitBits < -96);
  return WeightRule(scale, lowest, u32(20 - unitBits), i32(largest * scale));
}

fn integerWeight(rule: WeightRule, steepness: Steepness, key: u32) -> vec2<u32> {
  if (key == MINUS_INFINITY) { return vec2(0u); }
  let units = i32(max(floatOfKey(key), rule.lowest) * rule.scale);
  let unlifted = u32(rule.largestUnits - units);
  let lift = min(rule.lift, 31u);
  if (unlifted > (0x3fffffffu >> lift)) { return vec2(0u); }
  let distance = unlifted << lift;
  if (distance >= steepness.limit) { return vec2(0u); }
  let y = shiftRight(multiply(distance, steepness.multiplier), steepness.shift).x;
  let product = multiply(powers[(y >> 11u) & 2047u], powers[2048u + (y & 2047u)]);
  return shiftRight(product, 17u + (y >> 22u));
}

// ── Weights in floats

// 2^−y for y ≥ 0, 0 from 126 on: WGSL lets `exp2` be off by more than a sum over a vocabulary bears.
fn power(y: f32) -> f32 {
  if (y >= 126.0) { return 0.0; }
  let whole = floor(y + 0.5);
  let x = whole - y;
  var p = 1.5252733804059841e-5;
  p = p * x + 1.5403530393381610e-4;
  p = p * x + 1.3333558146428443e-3;
  p = p * x + 9.6181291076284772e-3;
  p = p * x + 5.5504108664821580e-2;
  p = p * x + 2.4022650695910071e-1;
  p = p * x + 6.9314718055994531e-1;
  p = p * x + 1.0;
  return p * bitcast<f32>((127u - u32(whole)) << 23u);
}
