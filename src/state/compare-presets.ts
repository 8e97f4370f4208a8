/** Ready-made comparisons: each changes one thing and keeps the rest, so that what differs has one cause. */
import { type PresetId, sameSettings } from './compare-slice.ts';
import { changeSettings, defaultSettings, type Settings, withStrategy } from './settings-slice.ts';

/** The canvas of every preset: two blocks fewer would leave too few of them, and it decodes in a few seconds. */
const CANVAS = 96;

/** Greedy, one token a step, no blocks. */
const plain: Settings = { ...defaultSettings, canvasLength: CANVAS, steps: CANVAS, blockLength: CANVAS };
const entropy = withStrategy(plain, 'entropy');
/** One schedule for strategies of different sources, or the schedules would be part of what is compared. */
const scored = (strategy: string): Settings => ({ ...withStrategy(plain, strategy), schedule: 'llada' });

const panes: Readonly<Record<PresetId, readonly Settings[]>> = {
  scores: ['low-confidence', 'entropy', 'topk-margin', 'random'].map(scored),
  ties: (['lowest', 'random'] as const).map((ties) => ({ ...entropy, temperature: 0.2, topP: 0.95, ties })),
  temperature: [0.2, 1].map((temperature) => ({ ...entropy, temperature })),
  blocks: [CANVAS, 32].map((blockLength) => ({ ...entropy, blockLength })),
  steps: [CANVAS, 24].map((steps) => ({ ...entropy, steps })),
};

/** The panes of a preset, all with this seed. */
export function presetPanes(id: PresetId, seed: string): readonly Settings[] {
  return panes[id].map((settings) => ({ ...settings, seed }));
}

/** Which preset the panes are, on whatever canvas and seed; `null` if none. */
export function presetOf(settings: readonly Settings[]): PresetId | null {
  const [first] = settings;
  if (first === undefined) return null;
  const ids = Object.keys(panes) as PresetId[];
  const same = (id: PresetId): boolean => {
    const ready = presetPanes(id, first.seed).map((pane) => changeSettings(pane, { canvasLength: first.canvasLength }));
    return ready.length === settings.length && ready.every((pane, index) => sameSettings(pane, settings[index]!));
  };
  return ids.find(same) ?? null;
}
