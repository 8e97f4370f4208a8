/**
 * What a source does that its rule does not say: what is kept here, and the setting that turns it off; what is not
 * kept. `docs/strategies.md` is made from it. The reasons are in the docstring of each strategy.
 */

const DREAM_GRID =
  'Kept: the time grid ends at eps, not 0, so that with as many steps as slots the first step commits nothing; `skipEmptySteps` leaves such passes out.';
const DREAM_FILTERS =
  'Kept: top-p and top-k act at temperature 0 too, and after the temperature; `order: filter-first` turns the order round.';
const DREAM_TIES =
  'Slots with one token left by the filters score alike, and the tie rule alone decides their order: `ties`.';
const MASK_LOOP = 'Not kept: the source loops for ever on a slot whose pick is the mask; a run here ends as stalled.';
const REMDM_CHAIN = [
  'Kept: the nucleus ends before the token that crosses its mass, and the last fill ignores it.',
  'Kept: temperature 0 draws as temperature 1 does, since the rule is a draw.',
  'Not kept: a probability that rounding makes negative is 0.',
];
const KLASS_BUGS =
  'Not kept: too few steps end the source’s run with masks left, and its LLaDA file writes to the prompt where a quota exceeds the masks; a block goes on here.';

const LLADA_REACH = 'Kept: a slot of an earlier block that is still masked may be committed.';
const LLADA_GUIDANCE = 'Not kept: guidance without an attention mask stops the source with an error.';

const QUIRKS: Readonly<Record<string, readonly string[]>> = {
  entropy: [DREAM_GRID, DREAM_FILTERS, DREAM_TIES],
  'maskgit-plus': [DREAM_GRID, DREAM_FILTERS, DREAM_TIES],
  'topk-margin': [DREAM_GRID, DREAM_FILTERS, DREAM_TIES],
  origin: [DREAM_FILTERS],
  'low-confidence': [
    LLADA_REACH,
    'Kept: `doubtEnds` gives a drawn end of text confidence 0, but above temperature 0 leaves eos alone.',
    LLADA_GUIDANCE,
  ],
  random: [LLADA_REACH, LLADA_GUIDANCE],
  threshold: [
    'Kept: a block that is full takes one more pass.',
    'Not kept: the source loops for ever where the surest pick is the mask; a run here ends as stalled.',
  ],
  'threshold-dream': [
    'Kept: the last step is repeated until what the quotas allowed is committed, with the leftover as its quota.',
    'Not kept: the source refuses a number of steps that does not divide the masks; here the quota is rounded up.',
  ],
  'threshold-dinfer': [
    'Kept: slots within 1e-5 of the surest are committed with it, whatever the threshold.',
    MASK_LOOP,
  ],
  'factor-dinfer': [
    'Kept: the scan ends on the last slot whether it passed or not, so that two remaining masks are always both committed; `factor-dllm` has the rule without that.',
    'Not kept: a block without masks stops the source with an error.',
    MASK_LOOP,
  ],
  'factor-dllm': [
    'Not kept: the source stops with an error where a block takes more passes than it has planned steps, though the rule does not use them.',
  ],
  'factor-d2cache': [
    'Kept: where all slots pass, all but the last are committed (off by one); `factor-dllm` commits all.',
    MASK_LOOP,
  ],
  'entropy-bound': ['The port in d2Cache takes the running maximum over the wrong axis; that is not here.', MASK_LOOP],
  'p2-open-dllm': [
    'Kept: a committed slot is scored by the token proposed there now, not by the one it holds.',
    'Kept: the number of slots to mask is rounded down from a float32 product.',
  ],
  p2: [
    'Kept: a committed slot is scored by the token proposed there now; `eta=0` never masks it again.',
    'Kept: all steps are run, even on a full canvas.',
  ],
  'pc-sampler': ['The source’s function has λ = α = 1 and its evaluation script .25 and 10: `lambda`, `alpha`.'],
  'certainty-prior': [
    'Kept: as many virtual committed slots as the canvas is long stand before it, and after it only if its last slot is committed; `sigma=null` ignores neighbours.',
    MASK_LOOP,
  ],
  prophet: [
    'Kept: the step that ends the run counts as done in the cuts at 33 % and 67 %.',
    'Not kept: the source is told where the answer is by its prompt and does not exit without; `answerStart`, `answerLength`.',
  ],
  credit: ['Kept: the credit of a step counts in that step already, and each block begins without.', MASK_LOOP],
  hierarchy: ['Kept: equal maxima of a run are all committed; both thresholds are strict.', MASK_LOOP],
  slowfast: [
    'Kept: exploring passes on a block that is full before they end are counted; they are not run.',
    'Kept: fast passes but the first see only the canvas up to the end of the cycle; `prefix=false` shows all.',
    MASK_LOOP,
  ],
  'remdm-cap': REMDM_CHAIN,
  'remdm-rescale': REMDM_CHAIN,
  'remdm-conf': [...REMDM_CHAIN, 'Not kept: the source keeps confidences in bfloat16.'],
  'remdm-loop': [...REMDM_CHAIN, 'Kept: the pass at the edge of the loop may end beyond `alphaOn`.'],
  'klass-llada': [
    KLASS_BUGS,
    'Not kept: above temperature 0 the source reads confidence and divergence from noisy logits.',
  ],
  'klass-dream': [
    KLASS_BUGS,
    'Kept: it commits the likeliest token, never a drawn one; temperature and filters decide the slot only.',
  ],
  saber: [
    'Kept: the mean counts slots that were masked again since.',
    'Kept: the drop is that of the token proposed now, not of the one that stands there.',
    'Not kept: the source counts a pick of the mask as committed, and may end with it.',
  ],
  wino: [
    'Kept: a token is verified from the step after its commit on.',
    'Not kept: the source counts a pick of the mask as committed.',
  ],
  'llada21-edit': [
    'Kept: top-k comes before top-p, the reverse of Dream, and neither acts at temperature 0.',
    'Kept: blocks begin at multiples of their length from the start of the prompt.',
    MASK_LOOP,
  ],
  'local-leap': [MASK_LOOP],
  daedal: ['Kept: slots pushed behind the largest length are lost.'],
};

/** Sentences, for one strategy; most important first. Empty where its source has none. */
export function quirksOf(id: string): readonly string[] {
  return QUIRKS[id] ?? [];
}

/** Ids that have quirks. */
export const quirkyIds: readonly string[] = Object.keys(QUIRKS);
