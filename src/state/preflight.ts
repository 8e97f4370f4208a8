/** The preflight of a model from what the store knows of this machine. */
import type { LoadedModel } from '../engine/engine.ts';
import { type PreflightReport, preflightProvider, preflightReport } from '../engine/preflight/report.ts';
import { type PreflightSubject, subjectOf } from '../engine/preflight/subject.ts';
import type { CatalogModel } from '../model/catalog.ts';
import type { Manifest, Quantisation } from '../model/manifest.ts';
import type { WatchState } from './store.ts';

export type { PreflightReport, PreflightSubject };

/** Tokens of a prompt that is asked with its chat template: what the estimate of a step allows for it. */
const PROMPT = 64;

/**
 * @param canvas canvas positions, all of them masked: the first and slowest step.
 * @returns `null` until the machine was asked.
 */
export function preflightOf(
  { machine, speeds, provider: choice }: Pick<WatchState, 'machine' | 'speeds' | 'provider'>,
  subject: PreflightSubject,
  canvas: number,
): PreflightReport | null {
  if (machine === null) return null;
  const provider = preflightProvider(choice, machine);
  const speed = speeds.find((one) => one.provider === provider && one.quantisation === subject.quantisation) ?? null;
  const size = { sequence: Math.min(PROMPT + canvas, subject.contextLength), masked: canvas };
  return preflightReport(subject, size, machine, provider, speed);
}

/** Of weights that a manifest offers. @param onDisk whether they are all here already. */
export function offeredSubject(manifest: Manifest, quantisation: Quantisation, onDisk: boolean): PreflightSubject {
  return subjectOf(manifest, quantisation, { onDisk, stored: true });
}

/** A model whose f32 weights are larger is cut into parts when it is converted. */
const MOST_WHOLE = 256 * 2 ** 20;

/** Of a published model before it is converted, as the converter makes it; `null` where it does not come so. */
export function catalogSubject(model: CatalogModel, quantisation: Quantisation): PreflightSubject | null {
  const { label, architecture, contextLength, variants } = model;
  const bytes = variants[quantisation]?.bytes;
  if (bytes === undefined) return null;
  const layout = (variants.f32?.bytes ?? Infinity) > MOST_WHOLE ? 'split' : 'whole';
  const half = layout === 'split' && quantisation === 'q4';
  const size = { weightBytes: null, downloadBytes: bytes, stored: true } as const;
  return { label, geometry: architecture, quantisation, layout, contextLength, half, ...size };
}

/** Of a model that is loaded: nothing of it is to be downloaded. */
export function loadedSubject({ manifest, quantisation }: LoadedModel): PreflightSubject {
  return subjectOf(manifest, quantisation, { onDisk: true, stored: true });
}
