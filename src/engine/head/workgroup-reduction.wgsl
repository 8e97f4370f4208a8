// What the invocations of a workgroup find together, on any GPU; `subgroup-reduction.wgsl` says the same with subgroups.

var<workgroup> bestKey: atomic<u32>;
var<workgroup> bestId: atomic<u32>;

// In lane 0: the largest key, and the lowest id with it.
fn bestOfGroup(lane: u32, mine: vec2<u32>) -> vec2<u32> {
  if (lane == 0u) {
    atomicStore(&bestKey, 0u);
    atomicStore(&bestId, NONE);
  }
  workgroupBarrier();
  atomicMax(&bestKey, mine.x);
  workgroupBarrier();
  if (mine.x == atomicLoad(&bestKey)) { atomicMin(&bestId, mine.y); }
  workgroupBarrier();
  return vec2(atomicLoad(&bestKey), atomicLoad(&bestId));
}

var<workgroup> partial: array<vec2<f32>, LANES>;
var<workgroup> totalLow: atomic<u32>;
var<workgroup> totalHigh: atomic<u32>;
var<workgroup> keptCount: atomic<u32>;

// In lane 0: the sums. Once in a dispatch.
fn sumOfGroup(lane: u32, mine: Sums) -> Sums {
  partial[lane] = mine.floats;
  let before = atomicAdd(&totalLow, mine.integers.x);
  atomicAdd(&totalHigh, mine.integers.y + select(0u, 1u, before + mine.integers.x < before));
  atomicAdd(&keptCount, mine.kept);
  for (var half = LANES / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) { partial[lane] += partial[lane + half]; }
  }
  workgroupBarrier();
  return Sums(partial[0], vec2(atomicLoad(&totalLow), atomicLoad(&totalHigh)), atomicLoad(&keptCount));
}

// In lane 0: the bin in which the running mass exceeds `rest`.
fn crossingOfGroup(lane: u32, rest: vec2<u32>) -> Crossing {
  return crossingIn(0u, select(0u, BINS, lane == 0u), rest);
}
