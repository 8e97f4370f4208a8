/** Why a rule has no answer on the logits of a step, see `same-logits.ts`. */
export const rules: Readonly<Record<string, string>> = {
  'The step holds no statistics.': '这一步没有记录统计量。',
  'It begins with a shorter canvas, which this pass did not have.': '它从更短的画布开始，而这次前向并非如此。',
  'No slot in its reach is masked.': '它能触及的位置中没有掩码。',
  'It looks at positions that were not recorded in this step.': '它要看的位置在这一步没有记录。',
  'Its tokens are drawn by a rule of its own, and those of this step were drawn by another.':
    '它按自己的规则抽取词元，而这一步的词元是按另一种规则抽取的。',
  'It needs the probability of the tokens that stand, which was not recorded.': '它需要已有词元的概率，但没有记录。',
  'It needs the gap between the two largest logits, which was not recorded.': '它需要最大两个 logit 之差，但没有记录。',
  'It needs the divergence from the pass before, which was not recorded.': '它需要与上一次前向的散度，但没有记录。',
  'It needs the token frequencies of a background corpus, which was not recorded.':
    '它需要背景语料的词元频率，但没有记录。',
  'It needs a shadow of the block, which was not recorded.': '它需要块的影子副本，但没有记录。',
  'It goes by what it saw in earlier steps of a run of its own.': '它依据自己在先前各步中所见来决定。',
};
