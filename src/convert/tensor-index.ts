/** Which tensors a checkpoint holds, without their values: all that a graph is drafted from. */
import { DiffuscopeError } from '../model/error.ts';
import type { SourceTensor } from './recipe.ts';

export interface TensorIndex {
  has(name: string): boolean;
  /** @throws DiffuscopeError `bad-checkpoint` if there is no such tensor. */
  shape(name: string): readonly number[];
}

/** A tensor of exactly this shape, by its name in the checkpoint. @throws DiffuscopeError `bad-checkpoint` */
export function sourceTensor(index: TensorIndex, name: string, shape: readonly number[]): SourceTensor {
  const found = index.shape(name);
  if (found.join() === shape.join()) return { name, shape };
  throw lackingTensor(`Tensor ${name} has shape [${found}] where config.json asks for [${shape}]`);
}

export function lackingTensor(what: string): DiffuscopeError {
  return new DiffuscopeError('bad-checkpoint', `${what}.`, 'Download the checkpoint again, all of its files.');
}
