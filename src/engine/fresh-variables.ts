/**
 * In WGSL a variable of a function that is declared without a value is zero each time its declaration is reached (§7.3,
 * var declarations). Chromium's compiler for Vulkan (Linux, Android, ChromeOS; tried in 156) makes it zero once, when the
 * function begins, so that in a loop it keeps what the round before left; Firefox's did the same (gfx-rs/wgpu #9489).
 * onnxruntime 1.30's FlashAttention adds up its scores in such variables where there are subgroups: every key after the
 * first 8 or 16 was weighed wrongly.
 */

/** A declaration without a value, but not of a texture or sampler, which are of the module. */
const DECLARATION = /(^|[;{}(])(\s*var\s+\w+\s*:(?!\s*(?:texture_|sampler))\s*([^=;]+?))(?=\s*;)/gm;

/** The code with the zero written out in each declaration. Idempotent. */
export function withZeros(code: string): string {
  return code.replace(DECLARATION, '$1$2 = $3()');
}

/** Has all shaders of the device made of code `withZeros`. */
export function freshenVariables(device: GPUDevice): void {
  const createShaderModule = device.createShaderModule.bind(device);
  device.createShaderModule = ({ code, ...others }) => createShaderModule({ ...others, code: withZeros(code) });
}
