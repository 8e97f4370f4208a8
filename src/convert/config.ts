/** `config.json` of a Hugging Face checkpoint, by the adapter of its family. */
import { DiffuscopeError } from '../model/error.ts';
import { dreamConfig } from './families/dream.ts';
import { type ConfigHints, type ConfigReader, invalidConfig, type ModelConfig } from './families/family.ts';
import { lladaConfig } from './families/llada.ts';
import { a2dQwen2Config, qwen2Config } from './families/qwen2.ts';

/** By `model_type`. */
const READERS: Readonly<Record<string, ConfigReader>> = {
  Dream: dreamConfig,
  llada: lladaConfig,
  qwen2: qwen2Config,
  'a2d-qwen2': a2dQwen2Config,
};

/**
 * Checks the text of a config.json.
 * @throws DiffuscopeError `unknown-architecture` if the model is of another family, `bad-checkpoint` if a field is
 *   missing or impossible.
 */
export function parseConfig(text: string, hints: ConfigHints = {}): ModelConfig {
  const json = parseObject(text);
  const modelType = String(json['model_type']);
  if (!Object.hasOwn(READERS, modelType)) {
    throw new DiffuscopeError(
      'unknown-architecture',
      `The converter does not know the architecture "${modelType}".`,
      `It knows: ${Object.keys(READERS).join(', ')}.`,
    );
  }
  return READERS[modelType]!(json, hints);
}

function parseObject(text: string): Record<string, unknown> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new DiffuscopeError('bad-checkpoint', 'config.json is not JSON.', 'Download the checkpoint again.', cause);
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw invalidConfig('it is not a JSON object');
  }
  return json as Record<string, unknown>;
}
