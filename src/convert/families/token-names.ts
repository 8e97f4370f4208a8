/** How tokenizers write the tokens that a decode has to know. */

/** Open-dLLM's mask. Source: pengzhangzhi/Open-dLLM `tasks/train_torch.py`. */
export const OPEN_DLLM_MASK = '<M>';

/** Names of the mask token: Dream, DiffuCoder and dllm; Open-dLLM; LLaDA; and the tokenizer's usual name. */
export const MASK_NAMES = ['<|mask|>', OPEN_DLLM_MASK, '<|mdm_mask|>', '[MASK]'] as const;

/** What ends a text, besides the config's own: Qwen's, everybody's, LLaDA's. */
export const END_NAMES = ['<|im_end|>', '<|endoftext|>', '<|eot_id|>'] as const;

/** What DiffuCoder was trained to fill a canvas with; Dream's tokenizer has none. */
export const DIFFUCODER_PAD = '<|dlm_pad|>';
