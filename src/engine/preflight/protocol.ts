/** The messages between the page and the preflight's worker: one task in its life, any progress, one answer. */
import type { ErrorFields } from '../../model/error.ts';
import type { MachineFacts } from './facts.ts';
import type { ProbeTask } from './probe.ts';
import type { Speed } from './speed.ts';

export type PreflightTask = { readonly kind: 'facts' } | ({ readonly kind: 'speed' } & ProbeTask);

export type PreflightAnswer =
  | { readonly kind: 'facts'; readonly facts: MachineFacts }
  /** Share of the measurement, from 0 to 1. */
  | { readonly kind: 'progress'; readonly share: number }
  | { readonly kind: 'speed'; readonly speed: Speed }
  | { readonly kind: 'failed'; readonly error: ErrorFields };
