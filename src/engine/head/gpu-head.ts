/**
 * The head on the GPU: from logits that lie there, in slices of the vocabulary, to the statistics of each row, so that
 * a few numbers a row come back instead of the vocabulary. The same numbers as `createHead` in float32 within 1e-5, and
 * the same token: see docs/decisions/0012. The arithmetic is in `head.wgsl` and `weights.wgsl`.
 */
import { maskedDrawWords } from '../../decode/draw.ts';
import { NO_DRAW, powers, uniformWord } from '../../decode/integer-weights.ts';
import type { Canvas, PositionStats, StatsRequest } from '../../decode/types.ts';
import type { LogitsSlice } from '../network/network.ts';
import { rowsPerRun } from '../network/rows-per-run.ts';
import { isSoftware } from '../providers.ts';
import kernelText from './head.wgsl?raw';
import { doubtedEnds, listLength, reportLength, statisticsOfReport } from './report.ts';
import { isAnswered, isDrawn, isReshaped, MOST_CANDIDATES, MOST_STAGES, type Stage, stagesOf } from './stages.ts';
import subgroupText from './subgroup-reduction.wgsl?raw';
import weightText from './weights.wgsl?raw';
import workgroupText from './workgroup-reduction.wgsl?raw';

export interface GpuHead {
  /** False for what only `createHead` answers: float64, guidance, credit, divergence, shadow. */
  answers(request: StatsRequest): boolean;
  /**
   * @param slices all of the vocabulary, ascending, 64 at most, each with a row for every position asked for; free to be
   *   reused once the promise settles.
   * @param request at most `rowsPerRun` positions, and one that `answers`. One call at a time.
   * @throws DiffuscopeError `bad-graph` for a row that is no distribution; what WebGPU rejects with if the device is lost.
   */
  statistics(slices: readonly LogitsSlice[], canvas: Canvas, request: StatsRequest): Promise<PositionStats>;
}

const MOST_SLICES = 64;
/** Where the next record in a buffer of uniforms may begin, and what is bound of a buffer of logits. */
const RECORD_BYTES = 256;
const NONE = 2 ** 32 - 1;
/** Of `Question`, `Given`, `Row` and `histogram` in `head.wgsl`. */
const QUESTION_BYTES = 32;
const GIVEN_BYTES = 12;
const ROW_BYTES = 32;
const HISTOGRAM_BYTES = 2 * 512 * 4;

/**
 * @param device stays the caller's, who watches over it for errors that nobody catches.
 * @param background [V] frequencies of the tokens in a corpus, for questions with `background`.
 */
export async function createGpuHead(
  device: GPUDevice,
  { vocabularySize, background }: { readonly vocabularySize: number; readonly background?: Float64Array | undefined },
): Promise<GpuHead> {
  const mostRows = rowsPerRun(vocabularySize);
  // Where lanes are emulated by threads, fewer are faster. Not every browser tells of whom a device is.
  const info = device.adapterInfo as GPUAdapterInfo | undefined;
  const kernels = await createKernels(device, info !== undefined && isSoftware(info) ? 64 : 256);
  const buffers = createBuffers(device, mostRows);
  const common = device.createBindGroup({
    layout: kernels.layouts[0],
    entries: (['question', 'given', 'powers', 'rows', 'histogram', 'report'] as const).map((name, binding) => ({
      binding,
      resource: { buffer: buffers[name] },
    })),
  });
  const stageGroup = device.createBindGroup({
    layout: kernels.layouts[2],
    entries: [{ binding: 0, resource: { buffer: buffers.stages, size: RECORD_BYTES } }],
  });

  const answers: GpuHead['answers'] = (request) => isAnswered(request, vocabularySize);

  return {
    answers,
    async statistics(slices, { tokens, maskId }, request) {
      const { positions, sampling, rule, uniforms, candidates } = request;
      const rows = positions.length;
      if (!answers(request)) throw new Error('not a question for the GPU');
      if (rows > mostRows) throw new Error(`${rows} rows, more than ${mostRows}`);
      if (slices.length > MOST_SLICES) throw new Error(`${slices.length} slices, more than ${MOST_SLICES}`);
      if (slices.reduce((sum, { width }) => sum + width, 0) !== vocabularySize) throw new Error('slices are missing');
      if (candidates < 1 || candidates > vocabularySize) throw new Error(`invalid candidates: ${candidates}`);
      if (isDrawn(request) && uniforms?.length !== rows) throw new Error('missing uniforms');

      const length = listLength(candidates, vocabularySize);
      const standing = positions.map((position) => (tokens[position] === maskId ? -1 : tokens[position]!));
      const suppressMask = sampling.suppressMask || rule?.suppressMask;
      const suppressed = [suppressMask ? maskId : NONE, sampling.ends?.suppressEos ? sampling.ends.eosId : NONE];
      const [eot = NONE, eos = NONE] = doubtedEnds(sampling);
      const { queue } = device;
      queue.writeBuffer(buffers.question, 0, Uint32Array.of(rows, length, ...suppressed, eot, eos, maskId, 0));
      const given = givenWords(request, standing);
      queue.writeBuffer(buffers.given, 0, given);
      const stages = stagesOf(request, vocabularySize);
      queue.writeBuffer(buffers.stages, 0, records(stages.map(({ words }) => words)));
      queue.writeBuffer(buffers.slices, 0, records(sliceWords(slices)));

      const bytes = rows * reportLength(length) * 4;
      const commands = device.createCommandEncoder();
      if (rows > 0) encode(commands.beginComputePass(), stages, slices, rows);
      commands.copyBufferToBuffer(buffers.report, 0, buffers.staging, 0, bytes);
      queue.submit([commands.finish()]);
      await buffers.staging.mapAsync(GPUMapMode.READ, 0, bytes);
      const report = new Uint32Array(buffers.staging.getMappedRange(0, bytes).slice());
      buffers.staging.unmap();

      const reshaped = isReshaped(request, vocabularySize);
      const stats = statisticsOfReport(report, request, vocabularySize, standing, reshaped);
      if (!request.background) return stats;
      if (background === undefined) throw new Error('no background frequencies');
      return { ...stats, background: Float32Array.from(stats.sampledIds, (id) => background[id]!) };
    },
  };

  function encode(
    pass: GPUComputePassEncoder,
    stages: readonly Stage[],
    slices: readonly LogitsSlice[],
    rows: number,
  ): void {
    const groups = slices.map((slice, index) =>
      device.createBindGroup({
        layout: kernels.layouts[1],
        entries: [
          { binding: 0, resource: boundRows(slice, rows) },
          { binding: 1, resource: { buffer: buffers.slices, offset: index * RECORD_BYTES, size: RECORD_BYTES } },
        ],
      }),
    );
    pass.setBindGroup(0, common);
    for (const [index, { kernel }] of stages.entries()) {
      pass.setPipeline(kernels[kernel]);
      pass.setBindGroup(2, stageGroup, [index * RECORD_BYTES]);
      for (const group of groups) {
        pass.setBindGroup(1, group);
        pass.dispatchWorkgroups(kernel === 'gather' ? Math.ceil(rows / 64) : rows);
      }
    }
    pass.end();
  }
}

/** The struct `Given` of `head.wgsl`, by row. */
function givenWords({ uniforms, maskMass }: StatsRequest, standing: Int32Array): Uint32Array<ArrayBuffer> {
  const words = Array.from(standing, (tokenId, j) => {
    const uniform = uniforms?.[j] ?? 0;
    const masked = maskMass && maskedDrawWords(uniform, maskMass[j]!);
    return [masked?.before ?? uniformWord(uniform), masked?.behind ?? NO_DRAW, tokenId];
  });
  return Uint32Array.from(words.flat());
}

/** The struct `Slice` of `head.wgsl`. */
function sliceWords(slices: readonly LogitsSlice[]): Uint32Array[] {
  let firstId = 0;
  return slices.map(({ width, firstRow }, index) => {
    const [isFirst, isLast] = [Number(index === 0), Number(index === slices.length - 1)];
    const words = Uint32Array.of(width, firstId, isFirst, isLast, startInBinding(width, firstRow) / 4);
    firstId += width;
    return words;
  });
}

/** No more of the buffer than the rows, since a GPU may bind less at once than a buffer holds. */
function boundRows({ buffer, width, firstRow }: LogitsSlice, rows: number): GPUBufferBinding {
  const skipped = startInBinding(width, firstRow);
  return { buffer, offset: firstRow * width * 4 - skipped, size: skipped + rows * width * 4 };
}

/** In bytes: a binding may not begin anywhere. */
function startInBinding(width: number, firstRow: number): number {
  return (firstRow * width * 4) % RECORD_BYTES;
}

function records(list: readonly Uint32Array[]): Uint32Array<ArrayBuffer> {
  const all = new Uint32Array((list.length * RECORD_BYTES) / 4);
  for (const [index, words] of list.entries()) all.set(words, (index * RECORD_BYTES) / 4);
  return all;
}

function createBuffers(device: GPUDevice, rows: number) {
  const { STORAGE, UNIFORM, COPY_DST, COPY_SRC, MAP_READ } = GPUBufferUsage;
  const buffer = (size: number, usage: number): GPUBuffer => device.createBuffer({ size, usage });
  const reportBytes = rows * reportLength(MOST_CANDIDATES) * 4;
  const buffers = {
    question: buffer(QUESTION_BYTES, UNIFORM | COPY_DST),
    given: buffer(rows * GIVEN_BYTES, STORAGE | COPY_DST),
    powers: buffer(powers.byteLength, STORAGE | COPY_DST),
    rows: buffer(rows * ROW_BYTES, STORAGE),
    histogram: buffer(rows * HISTOGRAM_BYTES, STORAGE),
    report: buffer(reportBytes, STORAGE | COPY_SRC),
    staging: buffer(reportBytes, MAP_READ | COPY_DST),
    stages: buffer(MOST_STAGES * RECORD_BYTES, UNIFORM | COPY_DST),
    slices: buffer(MOST_SLICES * RECORD_BYTES, UNIFORM | COPY_DST),
  };
  device.queue.writeBuffer(buffers.powers, 0, powers);
  return buffers;
}

async function createKernels(device: GPUDevice, lanes: number) {
  const reduction = device.features.has('subgroups') ? ['enable subgroups;', subgroupText] : ['', workgroupText];
  const code = [reduction[0], `const LANES = ${lanes}u;`, weightText, kernelText, reduction[1]].join('\n');
  const module = device.createShaderModule({ code });
  const visibility = GPUShaderStage.COMPUTE;
  const layout = (types: readonly GPUBufferBindingType[], hasDynamicOffset = false): GPUBindGroupLayout =>
    device.createBindGroupLayout({
      entries: types.map((type, binding) => ({ binding, visibility, buffer: { type, hasDynamicOffset } })),
    });
  const layouts = [
    layout(['uniform', 'read-only-storage', 'read-only-storage', 'storage', 'storage', 'storage']),
    layout(['read-only-storage', 'uniform']),
    layout(['uniform'], true),
  ] as const;
  const pipelineLayout = device.createPipelineLayout({ bindGroupLayouts: [...layouts] });
  const kernel = (entryPoint: Stage['kernel']): Promise<GPUComputePipeline> =>
    device.createComputePipelineAsync({ layout: pipelineLayout, compute: { module, entryPoint } });
  const [rank, sum, narrow, gather] = await Promise.all((['rank', 'sum', 'narrow', 'gather'] as const).map(kernel));
  return { layouts, rank: rank!, sum: sum!, narrow: narrow!, gather: gather! };
}
