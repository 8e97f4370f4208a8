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
// LANES, invocations of a workgroup, a power of two up to 256, is declared in front of this text by `gpu-head.ts`: not every
// browser takes an `override` for the size of an array. What lanes find together (`…OfGroup`) is in two forms in
// `workgroup-reduction.wgsl` and `subgroup-reduction.wgsl`, of which one belongs to this text; all lanes call it together.
//
// Logits are read as bits and compared as keys: unsigned words in the same order, so that no rounding, flushing or
// assumption of a compiler about NaN can interfere. What is made of one logit is in `weights.wgsl`, which belongs to this text.
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
  // Index of the first row's first logit.
  start: u32,
}

struct Stage {
  // log2(e)/T, for sums in floats, and for integer weights.
  steepness: f32,
  // `Steepness`, which a uniform may not hold as a struct here.
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

const NONE = 0xffffffffu;
const NO_DRAW = 0xffffffffu;
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

fn keyAt(row: u32, i: u32) -> u32 {
  let id = slice.firstId + i;
  if (any(vec2(id) == question.suppressed)) { return MINUS_INFINITY; }
  return keyOfBits(logits[slice.start + row * slice.width + i]);
}

fn integerSteepness() -> Steepness { return Steepness(stage.multiplier, stage.shift, stage.limit); }

fn isKept(row: Row, key: u32, id: u32) -> bool {
  return key > row.cutKey || (key == row.cutKey && id < row.cutEnd);
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
    let found = bestOfGroup(lane, best);
    if (lane == 0u) {
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

struct Sums {
  // Σ w, Σ w·log2 w.
  floats: vec2<f32>,
  // Of the integer weights.
  integers: vec2<u32>,
  kept: u32,
}

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
        if (stage.limit > 0u) { integers = add(integers, integerWeight(rule, integerSteepness(), key)); }
      }
    }
    n++;
    if ((n & 7u) == 0u) {
      floats += eight;
      eight = vec2(0.0);
    }
  }
  let sums = sumOfGroup(lane, Sums(floats + eight, integers, kept));
  if (lane == 0u) {
    let slot = start + 2u * question.listLength + 2u * stage.slot;
    let count = start + 2u * question.listLength + KEPT;
    let isFirst = slice.isFirst == 1u;
    let earlier = select(vec2(bitcast<f32>(report[slot]), bitcast<f32>(report[slot + 1u])), vec2(0.0), isFirst);
    let all = earlier + sums.floats;
    report[slot] = bitcast<u32>(all.x);
    report[slot + 1u] = bitcast<u32>(all.y);
    report[count] = select(report[count], 0u, isFirst) + sums.kept;
    rows[group.x].total = add(select(state.total, vec2(0u), isFirst), sums.integers);
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
    if (stage.quest != TOP_K) { mass = integerWeight(rule, integerSteepness(), key); }
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
  } else {
    let crossing = crossingOfGroup(lane, state.rest);
    if (lane == 0u) {
      settle(&state, crossing);
      if (stage.isLast == 1u) { conclude(&state, row); }
      rows[row] = state;
    }
  }
}

// The first bin in which a running mass exceeds its limit, and what of the limit is left before it; BINS if there is none.
struct Crossing {
  bin: u32,
  rest: vec2<u32>,
}

fn massOfBin(bin: u32) -> vec2<u32> { return vec2(atomicLoad(&binLow[bin]), atomicLoad(&binHigh[bin])); }

fn crossingIn(first: u32, end: u32, limit: vec2<u32>) -> Crossing {
  var rest = limit;
  for (var bin = first; bin < end; bin++) {
    let mass = massOfBin(bin);
    if (exceeds(mass, rest)) { return Crossing(bin, rest); }
    rest = subtract(rest, mass);
  }
  return Crossing(BINS, rest);
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

// One digit.
fn settle(state: ptr<function, Row>, crossing: Crossing) {
  if (crossing.bin == BINS) {
    // Fewer tokens than top-k keeps: no key is NaN's, so that no token is in this band from now on.
    (*state).key = NOT_A_NUMBER;
    return;
  }
  if (stage.ofIds == 1u) {
    (*state).id |= crossing.bin << stage.idShift;
  } else {
    (*state).key |= (255u - crossing.bin) << stage.keyShift;
  }
  (*state).rest = crossing.rest;
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
