/**
 * Qwen2 itself, and diffusion models that were made of it and kept its names.
 *
 * - `a2d-qwen2` (dllm): no causal mask, no logit shift. Source: ZHZisZZ/dllm
 *   `dllm/pipelines/a2d/models/qwen2/modeling_qwen2.py`, `examples/a2d/mdlm/sample.py` (`right_shift_logits=False`).
 * - `qwen2` with the mask token `<M>` (Open-dLLM): no causal mask, logit shift 1. Source: pengzhangzhi/Open-dLLM
 *   `tasks/train_torch.py` (the token), `veomni/models/transformers/qwen2/generation_utils.py` (the shift).
 * - `qwen2` without a mask token anywhere: the autoregressive model, for a masked diffusion model needs one.
 *   Source: huggingface/transformers `models/qwen2/modeling_qwen2.py`.
 *
 * Any other `qwen2` has to be told by `logits_shift` in its config, or by the caller.
 */
import { type ConfigHints, type ConfigReader, invalidConfig, type ModelConfig } from './family.ts';
import { qwenShape } from './qwen-shape.ts';
import { MASK_NAMES, OPEN_DLLM_MASK } from './token-names.ts';

/** Source: Qwen/Qwen2.5-Coder-7B-Instruct `tokenizer_config.json`; dllm's models keep that tokenizer. */
const TEMPLATE =
  '<|im_start|>system\nYou are Qwen, created by Alibaba Cloud. You are a helpful assistant.<|im_end|>\n<|im_start|>user\n{prompt}<|im_end|>\n<|im_start|>assistant\n';

/** `model_type` "qwen2". */
export const qwen2Config: ConfigReader = (json, hints) => {
  const { shape, logitShift } = qwenShape(json);
  const masked = shape.maskId !== null || MASK_NAMES.some((name) => hints.tokens?.has(name));
  const diffuses = masked || logitShift !== undefined || hints.logitShift !== undefined;
  const attention = hints.attention ?? (diffuses ? 'bidirectional' : 'causal');
  const common = { ...shape, family: 'qwen2', attention, chatTemplate: TEMPLATE } as const;
  return { ...common, logitShift: attention === 'causal' ? causalShift(hints) : diffusionShift(hints, logitShift) };
};

/** `model_type` "a2d-qwen2". */
export const a2dQwen2Config: ConfigReader = (json, hints) => {
  const { shape, logitShift = 0 } = qwenShape(json);
  return {
    ...shape,
    family: 'qwen2',
    attention: hints.attention ?? 'bidirectional',
    logitShift: hints.logitShift ?? logitShift,
    chatTemplate: TEMPLATE,
  };
};

/** An autoregressive head scores the next token. */
function causalShift({ logitShift = 1 }: ConfigHints): ModelConfig['logitShift'] {
  if (logitShift === 0) throw invalidConfig('a causal model scores the next token, so its logit shift is 1');
  return logitShift;
}

function diffusionShift(hints: ConfigHints, configured: 0 | 1 | undefined): ModelConfig['logitShift'] {
  const known = hints.logitShift ?? configured ?? (hints.tokens?.has(OPEN_DLLM_MASK) ? 1 : undefined);
  if (known !== undefined) return known;
  throw invalidConfig(
    '"qwen2" with a mask token needs the key logits_shift, or --logit-shift: 1 if the head at i scores token i + 1, 0 if token i',
  );
}
