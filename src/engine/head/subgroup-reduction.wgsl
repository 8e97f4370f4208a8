// What the invocations of a workgroup find together, by operations of subgroups; `workgroup-reduction.wgsl` says the same
// without. One subgroup, that of lane 0, works through what all have written. Nothing is assumed of the size of
// subgroups, of how many of their invocations are there, or of which lanes they are. Loops are as long for all of them,
// so that they are together again where they exchange something, however a driver understands that.

struct Place {
  // Of the subgroup's invocations that are there: how many come before this one, and how many there are.
  index: u32,
  count: u32,
  // How many lanes it has to go through.
  lanes: u32,
}

fn placeOf(lane: u32) -> Place {
  return Place(subgroupExclusiveAdd(1u), subgroupAdd(1u), select(0u, LANES, subgroupAny(lane == 0u)));
}

var<workgroup> bests: array<vec2<u32>, LANES>;

// In lane 0: the largest key, and the lowest id with it.
fn bestOfGroup(lane: u32, mine: vec2<u32>) -> vec2<u32> {
  bests[lane] = mine;
  workgroupBarrier();
  let place = placeOf(lane);
  var best = vec2(0u, NONE);
  for (var start = 0u; start < place.lanes; start += place.count) {
    let other = bests[min(start + place.index, LANES - 1u)];
    best = select(best, other, other.x > best.x || (other.x == best.x && other.y < best.y));
  }
  let key = subgroupMax(best.x);
  return vec2(key, subgroupMin(select(NONE, best.y, best.x == key)));
}

var<workgroup> floatParts: array<vec2<f32>, LANES>;
var<workgroup> wholeParts: array<vec4<u32>, LANES>;

// In lane 0: the sums.
fn sumOfGroup(lane: u32, mine: Sums) -> Sums {
  floatParts[lane] = mine.floats;
  wholeParts[lane] = vec4(limbs(mine.integers), mine.kept);
  workgroupBarrier();
  let place = placeOf(lane);
  var floats = vec2(0.0);
  var wholes = vec4(0u);
  for (var start = 0u; start < place.lanes; start += place.count) {
    let other = start + place.index;
    floats += select(vec2(0.0), floatParts[min(other, LANES - 1u)], other < LANES);
    wholes += select(vec4(0u), wholeParts[min(other, LANES - 1u)], other < LANES);
  }
  floats = subgroupAdd(floats);
  wholes = subgroupAdd(wholes);
  return Sums(floats, ofLimbs(wholes.xyz), wholes.w);
}

// In lane 0: the bin in which the running mass exceeds `rest`.
fn crossingOfGroup(lane: u32, rest: vec2<u32>) -> Crossing {
  let place = placeOf(lane);
  // A stretch of bins for each invocation, in their order.
  let stretch = (BINS + place.count - 1u) / place.count;
  let first = place.index * stretch;
  var mass = vec2(0u);
  for (var k = 0u; k < select(0u, stretch, place.lanes > 0u); k++) {
    mass = add(mass, select(vec2(0u), massOfBin(min(first + k, BINS - 1u)), first + k < BINS));
  }
  let before = ofLimbs(subgroupExclusiveAdd(limbs(mass)));
  let isHere = !exceeds(before, rest) && exceeds(add(before, mass), rest);
  // One of them at most; then all go through its stretch.
  let start = subgroupMin(select(BINS, first, isHere));
  let left = subgroupMax(select(vec2(0u), subtract(rest, before), isHere));
  return crossingIn(start, min(start + stretch, BINS), left);
}

// Pieces of 16 bits, which can be added up without a carry, and the rest.
fn limbs(a: vec2<u32>) -> vec3<u32> { return vec3(a.x & 0xffffu, a.x >> 16u, a.y); }

fn ofLimbs(sums: vec3<u32>) -> vec2<u32> {
  return add(vec2(sums.x, sums.z), vec2(sums.y << 16u, sums.y >> 16u));
}
