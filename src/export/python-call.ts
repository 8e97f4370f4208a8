/**
 * The call of an original model that decodes as the embedded model did: Dream's `diffusion_generate` for its strategies,
 * LLaDA's `generate` for its own. What the call cannot say stands above it as a comment.
 *
 * Sources: Dream generation_utils.py (DreamGenerationConfig, _sample), LLaDA generate.py:generate, Fast-dLLM
 * llada/generate.py:generate and dream/model/generation_utils.py:_sample; the prompt is that of apple/ml-diffucoder
 * inference_demo.py, with the line break before the end of the user's turn.
 */
import { strategyOptions } from '../decode/options.ts';
import { findStrategy } from '../decode/strategies/registry.ts';
import type { OptionValue } from '../decode/types.ts';
import type { DecodeCall } from './command-line.ts';
import { pythonString, pythonValue } from './literals.ts';

/** The family's name of a strategy. */
const dreamNames: Readonly<Record<string, string>> = {
  entropy: 'entropy',
  'maskgit-plus': 'maskgit_plus',
  'topk-margin': 'topk_margin',
  origin: 'origin',
  'threshold-dream': 'confidence_threshold',
};
const lladaNames: Readonly<Record<string, string>> = {
  'low-confidence': 'low_confidence',
  random: 'random',
  threshold: 'low_confidence',
};

/** Owners of the repositories that strategies name as their source. */
const owners: Readonly<Record<string, string>> = {
  d2Cache: 'Kamichanw',
  dInfer: 'inclusionAI',
  dllm: 'ZHZisZZ',
  'Fast-dLLM': 'NVlabs',
  KLASS: 'shkim0116',
  LLaDA: 'ML-GSAI',
  'Open-dLLM': 'pengzhangzhi',
  'PC-Sampler': 'NEUIR',
  Prophet: 'pixeli99',
  remdm: 'kuleshov-group',
  Saber: 'zhaoyMa',
  'Slow-Fast-Sampling': 'LiangrunFlora',
  'WINO-DLLM': 'Feng-Hong',
};

/** A program of Python 3; all that a prompt holds stays in a string literal. */
export function pythonCall(call: DecodeCall): string {
  const { strategy } = call.request;
  if (Object.hasOwn(dreamNames, strategy)) return dreamCall(call, dreamNames[strategy]!);
  if (Object.hasOwn(lladaNames, strategy)) return lladaCall(call, lladaNames[strategy]!);
  return withoutCall(call);
}

type Arguments = readonly (readonly [name: string, value: OptionValue] | false)[];

function dreamCall({ promptText, request }: DecodeCall, alg: string): string {
  const { sampling, strategy, canvasLength, blockLength } = request;
  const fast = strategy === 'threshold-dream';
  const remarks = [
    ...commonRemarks({ promptText, request }, 'dream', 'Dream'),
    blockLength !== canvasLength &&
      `Blocks of ${blockLength} are left out: Dream has none (Fast-dLLM has, dream/model/generation_utils_block.py).`,
    sampling.order === 'filter-first' && 'Dream divides by the temperature before it filters; this decode did after.',
    sampling.ends !== undefined && 'The rules for tokens that end the text are left out: Dream has none.',
    sampling.guidance !== undefined && `Guidance of ${sampling.guidance} is left out: Dream has none.`,
  ];
  const given: Arguments = [
    ['max_new_tokens', canvasLength],
    ['steps', request.steps],
    ['temperature', sampling.temperature],
    ['top_p', sampling.topP],
    ['top_k', sampling.topK],
    ['alg', alg],
    ['alg_temp', request.algTemp],
    fast && ['threshold', strategyOptions(findStrategy(strategy), request.options)['threshold']!],
    ['eps', request.eps],
    ['output_history', true],
    ['return_dict_in_generate', true],
  ];
  return lines([
    ...(fast
      ? [
          '# In a clone of https://github.com/NVlabs/Fast-dLLM, folder dream:',
          'import torch',
          'from model.modeling_dream import DreamModel as AutoModel',
          'from transformers import AutoTokenizer',
        ]
      : ['import torch', 'from transformers import AutoModel, AutoTokenizer']),
    '',
    ...loading('apple/DiffuCoder-7B-Instruct'),
    `query = ${pythonString(promptText)}`,
    'prompt = (',
    '    "<|im_start|>system\\nYou are a helpful assistant.<|im_end|>\\n<|im_start|>user\\n"',
    '    + query.strip()',
    '    + "\\n<|im_end|>\\n<|im_start|>assistant\\n"',
    ')',
    'inputs = tokenizer(prompt, return_tensors="pt").to(model.device)',
    ...(sampling.suppressMask
      ? [
          '',
          '',
          'def suppress_mask(step, x, logits):',
          '    logits[..., model.config.mask_token_id] = torch.finfo(logits.dtype).min',
          '    return logits',
          '',
        ]
      : []),
    '',
    ...comments(remarks),
    `torch.manual_seed(${request.seed})`,
    'output = model.diffusion_generate(',
    '    inputs.input_ids,',
    '    attention_mask=inputs.attention_mask,',
    ...argumentLines(given),
    ...(sampling.suppressMask ? ['    generation_logits_hook_func=suppress_mask,'] : []),
    ')',
    'answer = tokenizer.decode(output.sequences[0, inputs.input_ids.shape[1] :].tolist())',
    'print(answer.split("<|dlm_pad|>")[0])',
  ]);
}

function lladaCall({ promptText, request }: DecodeCall, remasking: string): string {
  const { sampling, strategy } = request;
  const fast = strategy === 'threshold';
  const remarks = [
    ...commonRemarks({ promptText, request }, 'llada', 'LLaDA'),
    sampling.topP !== null && `Top-p ${sampling.topP} is left out: LLaDA has none.`,
    sampling.topK !== null && `Top-k ${sampling.topK} is left out: LLaDA has none.`,
    sampling.suppressMask && 'This decode never drew the mask; LLaDA has no switch for that.',
    request.algTemp !== 0 && `alg_temp ${request.algTemp} is left out: LLaDA has none.`,
    fast && sampling.guidance !== undefined && `Guidance of ${sampling.guidance} is left out: Fast-dLLM has none.`,
    fast && sampling.ends !== undefined && 'The rules for tokens that end the text are left out: Fast-dLLM has none.',
  ];
  const given: Arguments = [
    ['steps', request.steps],
    ['gen_length', request.canvasLength],
    ['block_length', request.blockLength],
    ['temperature', sampling.temperature],
    !fast && ['cfg_scale', sampling.guidance ?? 0],
    ['remasking', remasking],
    ['mask_id', 126336],
    fast && ['threshold', strategyOptions(findStrategy(strategy), request.options)['threshold']!],
    !fast && ['logits_eos_inf', sampling.ends?.suppressEos ?? false],
    !fast && ['confidence_eos_eot_inf', sampling.ends?.doubtEnds ?? false],
  ];
  return lines([
    `# In a clone of ${fast ? 'https://github.com/NVlabs/Fast-dLLM, folder llada' : 'https://github.com/ML-GSAI/LLaDA'}:`,
    'import torch',
    'from generate import generate',
    ...(fast ? ['from model.modeling_llada import LLaDAModelLM as AutoModel'] : []),
    `from transformers import ${fast ? '' : 'AutoModel, '}AutoTokenizer`,
    '',
    ...loading('GSAI-ML/LLaDA-8B-Instruct'),
    `query = ${pythonString(promptText)}`,
    'messages = [{"role": "user", "content": query}]',
    'prompt = tokenizer.apply_chat_template(messages, add_generation_prompt=True, tokenize=False)',
    'input_ids = tokenizer(prompt, add_special_tokens=False, return_tensors="pt").input_ids.to(model.device)',
    '',
    ...comments(remarks),
    `torch.manual_seed(${request.seed})`,
    `${fast ? 'output, passes' : 'output'} = generate(`,
    '    model,',
    '    input_ids,',
    ...argumentLines(given),
    ')',
    'print(tokenizer.batch_decode(output[:, input_ids.shape[1] :], skip_special_tokens=True)[0])',
  ]);
}

/** For a strategy that neither sampler has: where it is, and all that it was told. */
function withoutCall({ promptText, request }: DecodeCall): string {
  const strategy = findStrategy(request.strategy);
  const { source } = strategy;
  const repository = /; ([\w-]+)/.exec(source)?.[1] ?? '';
  const owner = Object.hasOwn(owners, repository) ? owners[repository] : undefined;
  const { sampling } = request;
  const settings: readonly (readonly [string, OptionValue])[] = [
    ['strategy', strategy.id],
    ['length', request.canvasLength],
    ['steps', request.steps],
    ['block_length', request.blockLength],
    ['temperature', sampling.temperature],
    ['top_p', sampling.topP],
    ['top_k', sampling.topK],
    ...Object.entries(strategyOptions(strategy, request.options)),
    ['seed', request.seed],
  ];
  return lines([
    "# Neither Dream's diffusion_generate nor LLaDA's generate has this strategy.",
    `# Its source: ${source}`,
    ...(owner === undefined ? [] : [`# https://github.com/${owner}/${repository}`]),
    '# What it was told here:',
    `query = ${pythonString(promptText)}`,
    'settings = {',
    // `lambda` is a name of options, and a keyword of Python.
    ...settings.map(([name, value]) => `    ${pythonString(snakeCase(name))}: ${pythonValue(value)},`),
    '}',
  ]);
}

type Remark = string | false;

function commonRemarks(
  { request }: Pick<DecodeCall, 'promptText' | 'request'>,
  schedule: string,
  family: string,
): readonly Remark[] {
  const { sampling, ties, skipEmptySteps } = request;
  const draws = sampling.temperature > 0 || ['random', 'origin'].includes(request.strategy) || request.algTemp > 0;
  return [
    draws && 'Draws come from another generator: the same in law, not token by token.',
    request.schedule !== schedule &&
      `The ${request.schedule} schedule of this decode is not ${family}'s, which is used.`,
    ties !== undefined && `Ties went to "${ties}" here; there they go to the first.`,
    skipEmptySteps && 'Empty steps were skipped here; there they are run.',
    sampling.precision === 'float64' && 'Scores were compared in float64 here; there in the type of the logits.',
  ];
}

function loading(name: string): readonly string[] {
  return [
    `name = ${pythonString(name)}`,
    'device = "cuda" if torch.cuda.is_available() else "cpu"',
    'model = AutoModel.from_pretrained(name, torch_dtype=torch.bfloat16, trust_remote_code=True).to(device).eval()',
    'tokenizer = AutoTokenizer.from_pretrained(name, trust_remote_code=True)',
    '',
  ];
}

function argumentLines(given: Arguments): readonly string[] {
  return given.flatMap((one) => (one === false ? [] : [`    ${snakeCase(one[0])}=${pythonValue(one[1])},`]));
}

function comments(remarks: readonly Remark[]): readonly string[] {
  return remarks.flatMap((remark) => (remark === false ? [] : [`# ${remark}`]));
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function lines(parts: readonly string[]): string {
  return `${parts.join('\n')}\n`;
}
