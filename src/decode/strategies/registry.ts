/** Every strategy, the default first. */
import { DiffuscopeError } from '../../model/error.ts';
import type { Strategy } from '../types.ts';
import { certaintyPrior } from './certainty-prior.ts';
import { credit } from './credit.ts';
import { daedal } from './daedal.ts';
import { entropy } from './entropy.ts';
import { entropyBound } from './entropy-bound.ts';
import { factorD2cache } from './factor-d2cache.ts';
import { factorDinfer } from './factor-dinfer.ts';
import { factorDllm } from './factor-dllm.ts';
import { hierarchy } from './hierarchy.ts';
import { klassDream } from './klass-dream.ts';
import { klassLlada } from './klass-llada.ts';
import { leftToRight } from './left-to-right.ts';
import { llada21Edit } from './llada21-edit.ts';
import { localLeap } from './local-leap.ts';
import { lowConfidence } from './low-confidence.ts';
import { maskgitPlus } from './maskgit-plus.ts';
import { origin } from './origin.ts';
import { p2 } from './p2.ts';
import { p2OpenDllm } from './p2-open-dllm.ts';
import { pcSampler } from './pc-sampler.ts';
import { prophet } from './prophet.ts';
import { random } from './random.ts';
import { remdmCap } from './remdm-cap.ts';
import { remdmConf } from './remdm-conf.ts';
import { remdmLoop } from './remdm-loop.ts';
import { remdmRescale } from './remdm-rescale.ts';
import { saber } from './saber.ts';
import { slowfast } from './slowfast.ts';
import { threshold } from './threshold.ts';
import { thresholdDinfer } from './threshold-dinfer.ts';
import { thresholdDream } from './threshold-dream.ts';
import { topkMargin } from './topk-margin.ts';
import { wino } from './wino.ts';

export const strategies: readonly Strategy[] = [
  entropy,
  maskgitPlus,
  topkMargin,
  origin,
  lowConfidence,
  random,
  leftToRight,
  threshold,
  thresholdDream,
  thresholdDinfer,
  factorDinfer,
  factorDllm,
  factorD2cache,
  entropyBound,
  p2OpenDllm,
  pcSampler,
  certaintyPrior,
  prophet,
  credit,
  hierarchy,
  slowfast,
  remdmCap,
  remdmRescale,
  remdmConf,
  remdmLoop,
  klassLlada,
  klassDream,
  saber,
  wino,
  llada21Edit,
  p2,
  localLeap,
  daedal,
];

/** @throws DiffuscopeError `bad-settings` for an id that is not there. */
export function findStrategy(id: string): Strategy {
  const strategy = strategies.find((one) => one.id === id);
  if (strategy !== undefined) return strategy;
  const ids = strategies.map((one) => one.id).join(', ');
  throw new DiffuscopeError(
    'bad-settings',
    `strategy is "${id}"; it must be one of ${ids}.`,
    'Choose another strategy.',
  );
}
