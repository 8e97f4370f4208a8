/** The engine's worker, which also tells how large its WebAssembly heaps are. */
import { createModelOpener } from '../../../src/engine/open-model.ts';
import { serveEngine } from '../../../src/engine/server.ts';

const memories: WebAssembly.Memory[] = [];
WebAssembly.Memory = class extends WebAssembly.Memory {
  constructor(descriptor: WebAssembly.MemoryDescriptor) {
    super(descriptor);
    memories.push(this);
  }
};

declare global {
  /** Bytes of all heaps; they never shrink. */
  var wasmBytes: () => number;
}
globalThis.wasmBytes = () => memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);

serveEngine(self, createModelOpener());
