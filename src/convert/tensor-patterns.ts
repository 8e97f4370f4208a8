/** Tensors of a checkpoint, chosen by patterns of their names. */
import { DiffuscopeError } from '../model/error.ts';

export interface TensorPatterns {
  matches(tensorName: string): boolean;
  /** @throws DiffuscopeError `bad-settings` if a pattern has matched nothing that was asked for. */
  requireUsed(): void;
}

/** @param patterns names in which `*` stands for any characters. */
export function tensorPatterns(patterns: readonly string[]): TensorPatterns {
  const unused = new Set(patterns);
  const tests = patterns.map((pattern) => {
    const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
    return { pattern, expression: new RegExp(`^${parts.join('.*')}$`) };
  });
  return {
    matches(name) {
      const found = tests.filter(({ expression }) => expression.test(name));
      for (const { pattern } of found) unused.delete(pattern);
      return found.length > 0;
    },
    requireUsed() {
      const [pattern] = unused;
      if (pattern === undefined) return;
      const remedy = 'Names are those of the checkpoint, such as lm_head.weight or *.mlp.down_proj.weight.';
      throw new DiffuscopeError('bad-settings', `No tensor of 4 bits has a name like ${pattern}.`, remedy);
    },
  };
}
