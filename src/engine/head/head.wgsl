// The decode head: from rows of logits, in slices of the vocabulary, to what `positionStatistics` says of them.
//
// A stage is one look at all slices, in the order of the ids: one dispatch for each slice, one workgroup for each row,
// the row's state in between in `rows`, `histogram` and `report`. `stages.ts` says which stages a question needs:
//   rank    the largest logits and their ids
//   sum     Σ w, Σ w·ln w in floats, and the sum of the integer weights, of all tokens or of those that were kept
//   narrow  one digit of a radix selection: the token at which a running count or mass crosses its limit; in the order
//           of the logits for top-k and top-p, of the ids for ties and for the draw
//   gather  the logits of the drawn token and of the one that stands
//
// Logits are read as bits and compared as keys: unsigned words in the same order, so that no rounding, flushing or
// assumption of a compiler about NaN can interfere. Integer weights are those of src/decode/integer-weights.ts. Sums of
// 64 bits are pairs of words, low first.
//
// Shapes, M rows: slice [M, width]; rows [M]; histogram [M, 2, 512]; report [M, 2·listLength + 10]: keys, ids, then
// Σ w, Σ w·log2 w at temperature 1; the same of the tokens kept at T; the first without the ends; how many were kept; the
// drawn id; its key; the key of the token that stands. `given` [M]: see `Given`.

struct Question {
  rowCount: u32,
  listLength: u32,
  // Ids whose logits are −∞ whatever the network says; NONE.
  suppressed: vec2<u32>,
  // Ids that the sums without the ends leave out; NONE.
  ends: vec2<u32>,
  maskId: u32,
}

struct Given {
  // Uniforms in units of 2^-32, or NO_DRAW: that of the draw; with a share for the mask, those of what lies before it
  // and behind it, see `drawInIntegers` in src/decode/draw.ts.
  uniform: u32,
  behind: u32,
  // The id that stands there, or NONE.
  standing: u32,
}

struct Slice {
  width: u32,
  firstId: u32,
  isFirst: u32,
  isLast: u32,
}

struct Stage {
  // log2(e) / T, for sums in floats.
  steepness: f32,
  // The same for integer weights, see `Steepness`; limit 0: none are needed.
  multiplier: u32,
  shift: u32,
  limit: u32,
  // Of `sum`: which pair of the report it fills.
  slot: u32,
  // Of `narrow`. What it looks for:
  quest: u32,
  // in units of 2^-32, or for top-k the count before the token;
  share: u32,
  // whether the crossing token is left out;
  exclude: u32,
  // the bits that earlier digits have settled, and where this one is; whether it is the first or last of them.
  keyMask: u32,
  keyShift: u32,
  idMask: u32,
  idShift: u32,
  ofIds: u32,
  isFirst: u32,
  isLast: u32,
}

struct Row {
  // Kept are the keys above `cutKey`, and at it the ids below `cutEnd`.
  cutKey: u32,
  cutEnd: u32,
  // What is settled of the token that `narrow` looks for, and the mass still to pass.
  key: u32,
  id: u32,
  rest: vec2<u32>,
  // Of the integer weights of the last `sum`.
  total: vec2<u32>,
}

@group(0) @binding(0) var<uniform> question: Question;
@group(0) @binding(1) var<storage, read> given: array<Given>;
@group(0) @binding(2) var<storage, read> powers: array<u32>;
@group(0) @binding(3) var<storage, read_write> rows: array<Row>;
@group(0) @binding(4) var<storage, read_write> histogram: array<u32>;
@group(0) @binding(5) var<storage, read_write> report: array<u32>;
@group(1) @binding(0) var<storage, read> logits: array<u32>;
@group(1) @binding(1) var<uniform> slice: Slice;
@group(2) @binding(0) var<uniform> stage: Stage;

// A power of two.
override LANES: u32 = 256;
const NONE = 0xffffffffu;
const NO_DRAW = 0xffffffffu;
const NOT_A_NUMBER = 0xffffffffu;
const MINUS_INFINITY = 0x007fffffu;
// In the report, behind keys and ids.
const KEPT = 6u;
const DRAWN_ID = 7u;
const DRAWN_KEY = 8u;
const STANDING_KEY = 9u;
const REPORT_TAIL = 10u;
// The pair of sums without the ends.
const WITHOUT_ENDS = 2u;
// Quests.
const TOP_K = 0u;
const NUCLEUS = 1u;
const DRAW = 2u;
const DRAW_BEHIND_MASK = 3u;

// ── Logits

fn keyOfBits(bits: u32) -> u32 {
  if ((bits & 0x7fffffffu) > 0x7f800000u) { return NOT_A_NUMBER; }
  if (bits == 0x80000000u) { return 0x80000000u; } // −0 is 0
  return bits ^ select(0x80000000u, 0xffffffffu, bits >= 0x80000000u);
}

fn floatOfKey(key: u32) -> f32 {
  return bitcast<f32>(key ^ select(0xffffffffu, 0x80000000u, key >= 0x80000000u));
}

fn keyAt(row: u32, i: u32) -> u32 {
  let id = slice.firstId + i;
  if (any(vec2(id) == question.suppressed)) { return MINUS_INFINITY; }
  return keyOfBits(logits[row * slice.width + i]);
}

fn isKept(row: Row, key: u32, id: u32) -> bool {
  return key > row.cutKey || (key == row.cutKey && id < row.cutEnd);
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

fn integerWeight(rule: WeightRule, key: u32) -> vec2<u32> {
  if (key == MINUS_INFINITY) { return vec2(0u); }
  let units = i32(max(floatOfKey(key), rule.lowest) * rule.scale);
  let unlifted = u32(rule.largestUnits - units);
  let lift = min(rule.lift, 31u);
  if (unlifted > (0x3fffffffu >> lift)) { return vec2(0u); }
  let distance = unlifted << lift;
  if (distance >= stage.limit) { return vec2(0u); }
  let y = shiftRight(multiply(distance, stage.multiplier), stage.shift).x;
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

// ── rank

// The best of the lane's tokens at or after (key, id) in the order of rank; (0, NONE) if there is none.
fn bestFrom(row: u32, lane: u32, key: u32, id: u32) -> vec2<u32> {
  var best = vec2(0u, NONE);
  for (var i = lane; i < slice.width; i += LANES) {
    let k = keyAt(row, i);
    if (k > best.x && (k < key || (k == key && slice.firstId + i >= id))) { best = vec2(k, slice.firstId + i); }
  }
  return best;
}

var<workgroup> listKeys: array<u32, 256>;
var<workgroup> listIds: array<u32, 256>;
var<workgroup> bestKey: atomic<u32>;
var<workgroup> bestId: atomic<u32>;
var<workgroup> winner: vec2<u32>;

fn reportStart(row: u32) -> u32 { return row * (2u * question.listLength + REPORT_TAIL); }

fn largestKey(row: u32) -> u32 { return report[reportStart(row)]; }

@compute @workgroup_size(LANES)
fn rank(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let row = group.x;
  let length = question.listLength;
  let start = reportStart(row);
  for (var k = lane; k < length; k += LANES) {
    listKeys[k] = select(report[start + k], 0u, slice.isFirst == 1u);
    listIds[k] = select(report[start + length + k], NONE, slice.isFirst == 1u);
  }
  if (lane == 0u && slice.isFirst == 1u) { rows[row] = Row(0u, 0u, 0u, 0u, vec2(0u), vec2(0u)); }
  var best = bestFrom(row, lane, NOT_A_NUMBER, 0u);
  for (var turn = 0u; turn < length; turn++) {
    if (lane == 0u) {
      atomicStore(&bestKey, 0u);
      atomicStore(&bestId, NONE);
    }
    workgroupBarrier();
    atomicMax(&bestKey, best.x);
    workgroupBarrier();
    if (best.x == atomicLoad(&bestKey)) { atomicMin(&bestId, best.y); }
    workgroupBarrier();
    if (lane == 0u) {
      let found = vec2(atomicLoad(&bestKey), atomicLoad(&bestId));
      // Of equal logits those of earlier slices stay.
      winner = select(vec2(0u, NONE), found, found.x > listKeys[length - 1u]);
      if (winner.x > 0u) {
        var k = length - 1u;
        for (; k > 0u && listKeys[k - 1u] < found.x; k--) {
          listKeys[k] = listKeys[k - 1u];
          listIds[k] = listIds[k - 1u];
        }
        listKeys[k] = found.x;
        listIds[k] = found.y;
      }
    }
    let inserted = workgroupUniformLoad(&winner);
    if (inserted.x == 0u) { break; }
    if (best.y == inserted.y) { best = bestFrom(row, lane, inserted.x, inserted.y + 1u); }
  }
  workgroupBarrier();
  for (var k = lane; k < length; k += LANES) {
    report[start + k] = listKeys[k];
    report[start + length + k] = listIds[k];
  }
}

// ── sum

var<workgroup> partial: array<vec2<f32>, LANES>;
var<workgroup> totalLow: atomic<u32>;
var<workgroup> totalHigh: atomic<u32>;
var<workgroup> keptCount: atomic<u32>;

@compute @workgroup_size(LANES)
fn sum(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let state = rows[group.x];
  let start = reportStart(group.x);
  let largest = floatOfKey(largestKey(group.x));
  let rule = weightRule(largest);
  // Sums of sums: 64 additions in a row would round too often.
  var floats = vec2(0.0);
  var eight = vec2(0.0);
  var integers = vec2(0u);
  var kept = 0u;
  var n = 0u;
  for (var i = lane; i < slice.width; i += LANES) {
    let key = keyAt(group.x, i);
    let id = slice.firstId + i;
    let isLeftOut = stage.slot == WITHOUT_ENDS && any(vec2(id) == question.ends);
    if (isKept(state, key, id) && !isLeftOut) {
      kept++;
      if (key != MINUS_INFINITY) {
        let y = min(min(largest - floatOfKey(key), 1e30) * stage.steepness, 126.0);
        let weight = power(y);
        eight += vec2(weight, -weight * y);
        if (stage.limit > 0u) { integers = add(integers, integerWeight(rule, key)); }
      }
    }
    n++;
    if ((n & 7u) == 0u) {
      floats += eight;
      eight = vec2(0.0);
    }
  }
  partial[lane] = floats + eight;
  let before = atomicAdd(&totalLow, integers.x);
  atomicAdd(&totalHigh, integers.y + select(0u, 1u, before + integers.x < before));
  atomicAdd(&keptCount, kept);
  for (var half = LANES / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) { partial[lane] += partial[lane + half]; }
  }
  workgroupBarrier();
  if (lane == 0u) {
    let slot = start + 2u * question.listLength + 2u * stage.slot;
    let count = start + 2u * question.listLength + KEPT;
    let isFirst = slice.isFirst == 1u;
    let earlier = select(vec2(bitcast<f32>(report[slot]), bitcast<f32>(report[slot + 1u])), vec2(0.0), isFirst);
    let all = earlier + partial[0];
    report[slot] = bitcast<u32>(all.x);
    report[slot + 1u] = bitcast<u32>(all.y);
    report[count] = select(report[count], 0u, isFirst) + atomicLoad(&keptCount);
    let here = vec2(atomicLoad(&totalLow), atomicLoad(&totalHigh));
    rows[group.x].total = add(select(state.total, vec2(0u), isFirst), here);
  }
}

// ── narrow

const BINS = 512u;
var<workgroup> binLow: array<atomic<u32>, BINS>;
var<workgroup> binHigh: array<atomic<u32>, BINS>;

@compute @workgroup_size(LANES)
fn narrow(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let row = group.x;
  var state = rows[row];
  if (stage.isFirst == 1u) {
    state.key = 0u;
    state.id = 0u;
    state.rest = goal(state, row);
  }
  let rule = weightRule(floatOfKey(largestKey(row)));
  let start = row * 2u * BINS;
  if (slice.isFirst == 0u) {
    for (var bin = lane; bin < BINS; bin += LANES) {
      atomicStore(&binLow[bin], histogram[start + bin]);
      atomicStore(&binHigh[bin], histogram[start + BINS + bin]);
    }
    workgroupBarrier();
  }
  for (var i = lane; i < slice.width; i += LANES) {
    let key = keyAt(row, i);
    let id = slice.firstId + i;
    let inBand = (key & stage.keyMask) == state.key && (id & stage.idMask) == state.id;
    if (!inBand || !isKept(state, key, id)) { continue; }
    var mass = vec2(1u, 0u);
    if (stage.quest != TOP_K) { mass = integerWeight(rule, key); }
    if (all(mass == vec2(0u))) { continue; }
    // Bins are in the order in which mass runs: falling logits, rising ids.
    let bin = select(255u - ((key >> stage.keyShift) & 255u), (id >> stage.idShift) & 511u, stage.ofIds == 1u);
    let before = atomicAdd(&binLow[bin], mass.x);
    let high = mass.y + select(0u, 1u, before + mass.x < before);
    if (high > 0u) { atomicAdd(&binHigh[bin], high); }
  }
  workgroupBarrier();
  if (slice.isLast == 0u) {
    for (var bin = lane; bin < BINS; bin += LANES) {
      histogram[start + bin] = atomicLoad(&binLow[bin]);
      histogram[start + BINS + bin] = atomicLoad(&binHigh[bin]);
    }
  } else if (lane == 0u) {
    settle(&state);
    if (stage.isLast == 1u) { conclude(&state, row); }
    rows[row] = state;
  }
}

// The mass that lies before the token looked for, at most.
fn goal(state: Row, row: u32) -> vec2<u32> {
  switch (stage.quest) {
    case TOP_K: { return vec2(stage.share, 0u); }
    case NUCLEUS: { return shareOf(state.total, stage.share); }
    case DRAW: { return shareOf(state.total, given[row].uniform); }
    default: { return shareOf(state.total, given[row].behind); }
  }
}

// One digit: the bin in which the running mass exceeds what is to pass.
fn settle(state: ptr<function, Row>) {
  var rest = (*state).rest;
  for (var bin = 0u; bin < BINS; bin++) {
    let mass = vec2(atomicLoad(&binLow[bin]), atomicLoad(&binHigh[bin]));
    if (exceeds(mass, rest)) {
      if (stage.ofIds == 1u) {
        (*state).id |= bin << stage.idShift;
      } else {
        (*state).key |= (255u - bin) << stage.keyShift;
      }
      (*state).rest = rest;
      return;
    }
    rest = subtract(rest, mass);
  }
  // Fewer tokens than top-k keeps: no key is NaN's, so that no token is in this band from now on.
  (*state).key = NOT_A_NUMBER;
}

fn conclude(state: ptr<function, Row>, row: u32) {
  let key = (*state).key;
  let id = (*state).id;
  let drawn = reportStart(row) + 2u * question.listLength + DRAWN_ID;
  if (stage.quest == DRAW) {
    report[drawn] = select(id, NONE, given[row].uniform == NO_DRAW);
  } else if (stage.quest == DRAW_BEHIND_MASK) {
    if (report[drawn] >= question.maskId) {
      report[drawn] = select(max(id, question.maskId), question.maskId, given[row].behind == NO_DRAW);
    }
  } else if (stage.quest == NUCLEUS) {
    let isBest = id == report[reportStart(row) + question.listLength];
    (*state).cutKey = key;
    (*state).cutEnd = id + select(1u, 0u, stage.exclude == 1u && !isBest);
  } else if (key > (*state).cutKey && key != NOT_A_NUMBER) {
    (*state).cutKey = key;
    (*state).cutEnd = NONE;
  }
}

// ── gather

@compute @workgroup_size(64)
fn gather(@builtin(global_invocation_id) invocation: vec3<u32>) {
  let row = invocation.x;
  if (row >= question.rowCount) { return; }
  let end = reportStart(row) + 2u * question.listLength;
  let drawn = report[end + DRAWN_ID] - slice.firstId;
  if (drawn < slice.width) { report[end + DRAWN_KEY] = keyAt(row, drawn); }
  let standing = given[row].standing - slice.firstId;
  if (standing < slice.width) { report[end + STANDING_KEY] = keyAt(row, standing); }
}
