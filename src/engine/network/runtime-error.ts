/** What runtimes throw, as what the user can understand. */
import { DiffuscopeError } from '../../model/error.ts';

/** They throw plain errors, and after an abort of the WASM module numbers: sorted here by their words. */
export function runtimeError(thrown: unknown, happened: string): DiffuscopeError {
  if (thrown instanceof DiffuscopeError) return thrown;
  const words = thrown instanceof Error ? thrown.message : String(thrown);
  if (/out of memory|bad_alloc|allocat|memory access out of bounds|array buffer allocation/i.test(words)) {
    const remedy = 'Close other tabs, choose a smaller quantisation or a shorter canvas, and load the model again.';
    return new DiffuscopeError('out-of-memory', `The model does not fit in memory: ${words}`, remedy, thrown);
  }
  return new DiffuscopeError('bad-graph', `${happened}: ${words}`, 'Convert the model again, or choose WASM.', thrown);
}
