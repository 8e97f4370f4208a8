/** What the user asks for: the prompt and every knob of a decode, as the page holds it. */
import { DEFAULT_EPS, defaultSampling } from '../decode/request.ts';
import { findStrategy, strategies } from '../decode/strategies/registry.ts';
import type { OptionValue, OptionValues, Sampling, ScheduleId, TieRule } from '../decode/types.ts';
import type { DecodeSource } from '../trace/types.ts';
import { settingsOf } from './decode-request.ts';
import type { WatchSlice } from './store.ts';

/** `NaN` stands for a number field that holds no number; `fieldProblems` says so beside the field. */
export interface Settings {
  readonly strategy: string;
  readonly schedule: ScheduleId;
  readonly canvasLength: number;
  readonly steps: number;
  readonly blockLength: number;
  readonly temperature: number;
  /** `null` = off. */
  readonly topP: number | null;
  /** `null` = off. */
  readonly topK: number | null;
  readonly algTemp: number;
  readonly suppressMask: boolean;
  readonly seed: string;
  readonly eps: number;
  readonly skipEmptySteps: boolean;
  readonly order: Sampling['order'];
  readonly ties: TieRule;
  /** 0 = off. */
  readonly guidance: number;
  readonly suppressEos: boolean;
  readonly doubtEnds: boolean;
  /** Options that were set, by strategy: a strategy that is chosen again has those it had. */
  readonly options: Readonly<Record<string, OptionValues>>;
}

export const defaultSettings: Settings = {
  strategy: 'entropy',
  schedule: 'dream',
  canvasLength: 96,
  steps: 96,
  blockLength: 96,
  temperature: defaultSampling.temperature,
  topP: defaultSampling.topP,
  topK: defaultSampling.topK,
  algTemp: 0,
  suppressMask: defaultSampling.suppressMask,
  seed: '1',
  eps: DEFAULT_EPS,
  skipEmptySteps: false,
  order: defaultSampling.order,
  ties: 'lowest',
  guidance: 0,
  suppressEos: false,
  doubtEnds: false,
  options: {},
};

/** What says how a decode was made: a trace, or the provenance of a file. */
type Recipe = Pick<DecodeSource, 'request' | 'promptText'>;

export interface SettingsSlice {
  readonly promptText: string;
  readonly settings: Settings;
  setPrompt(text: string): void;
  /**
   * Changes some settings; the others stay, but for steps and block length where they equal the canvas length: one
   * step per token and one block remain so on a longer canvas.
   */
  change(part: Partial<Settings>): void;
  /** Chooses a strategy, and the schedule its source uses. */
  chooseStrategy(id: string): void;
  /** Sets an option of the chosen strategy. */
  setOption(name: string, value: OptionValue): void;
  /**
   * Takes prompt and settings over from a trace, so that a run makes it again; options of other strategies stay. An
   * import whose maker is not known has no settings: then nothing changes.
   */
  adopt(trace: Recipe): void;
}

export const createSettingsSlice: WatchSlice<SettingsSlice> = (set) => ({
  promptText: '',
  settings: defaultSettings,
  setPrompt: (promptText) => set({ promptText }),
  change: (part) => set(({ settings }) => ({ settings: changeSettings(settings, part) })),
  chooseStrategy: (strategy) => set(({ settings }) => ({ settings: withStrategy(settings, strategy) })),
  setOption: (name, value) => set(({ settings }) => ({ settings: withOption(settings, name, value) })),
  adopt: (trace) =>
    set(({ settings: { options } }) => {
      if (!hasSettings(trace)) return {};
      const { [trace.request.strategy]: _, ...others } = options;
      const adopted = settingsOf(trace.request);
      return { promptText: trace.promptText, settings: { ...adopted, options: { ...others, ...adopted.options } } };
    }),
});

/** Whether the trace says how it was made; an import whose maker is not known does not. */
export function hasSettings({ request }: Pick<DecodeSource, 'request'>): boolean {
  return strategies.some(({ id }) => id === request.strategy);
}

/** The settings with some changed, and with what follows the canvas length; see `SettingsSlice.change`. */
export function changeSettings(settings: Settings, part: Partial<Settings>): Settings {
  return { ...settings, ...followers(settings, part), ...part };
}

/** The settings with another strategy, and the schedule its source uses. */
export function withStrategy(settings: Settings, strategy: string): Settings {
  return { ...settings, strategy, schedule: findStrategy(strategy).schedule };
}

/** The settings with an option of their strategy set. */
export function withOption(settings: Settings, name: string, value: OptionValue): Settings {
  const { strategy, options } = settings;
  return { ...settings, options: { ...options, [strategy]: { ...options[strategy], [name]: value } } };
}

function followers(settings: Settings, { canvasLength }: Partial<Settings>): Partial<Settings> {
  if (canvasLength === undefined) return {};
  return {
    ...(settings.steps === settings.canvasLength && { steps: canvasLength }),
    ...(settings.blockLength === settings.canvasLength && { blockLength: canvasLength }),
  };
}
