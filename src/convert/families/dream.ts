/**
 * Dream and what was made like it: DiffuCoder, Dream-Coder and the embedded model.
 * Source: Dream-org/Dream-v0-Base-7B `configuration_dream.py`, `modeling_dream.py` (Qwen2's blocks without a causal
 * mask) and `generation_utils.py` (the logit shift).
 */
import type { ConfigReader } from './family.ts';
import { qwenShape } from './qwen-shape.ts';
import { DIFFUCODER_PAD } from './token-names.ts';

/** Source: Dream `demo_completion.py`, the history at its end. */
const DREAM_TEMPLATE =
  '<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n<|im_start|>user\n{prompt}<|im_end|>\n<|im_start|>assistant\n';

/** DiffuCoder's chat prompt, its newline before the user's `<|im_end|>` included. Source: apple inference_demo.py. */
const DIFFUCODER_TEMPLATE =
  '<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n<|im_start|>user\n{prompt}\n<|im_end|>\n<|im_start|>assistant\n';

/** `model_type` "Dream". */
export const dreamConfig: ConfigReader = (json, hints) => {
  const { shape, logitShift = 1 } = qwenShape(json);
  return {
    ...shape,
    family: 'dream',
    attention: hints.attention ?? 'bidirectional',
    logitShift: hints.logitShift ?? logitShift,
    chatTemplate: hints.tokens?.has(DIFFUCODER_PAD) ? DIFFUCODER_TEMPLATE : DREAM_TEMPLATE,
  };
};
