/** What tells the panes of a comparison apart, in few words. */
import { strategyOptions } from '../decode/options.ts';
import { findStrategy } from '../decode/strategies/registry.ts';
import type { OptionValue } from '../decode/types.ts';
import type { DecodeTrace } from '../trace/types.ts';
import { settingsOf } from './decode-request.ts';
import { hasSettings, type Settings } from './settings-slice.ts';

/** Letters and series colours of the panes. */
export const paneLetters = ['A', 'B', 'C', 'D'] as const;

/** One setting that differs, as data: the view has the words for it. */
export type LabelPart =
  | { readonly kind: 'strategy'; readonly label: string }
  | { readonly kind: 'value'; readonly field: NamedField; readonly value: string | number | boolean | null }
  | { readonly kind: 'unknown' };

/** Settings that can tell panes apart, in the order they are named in. */
const namedFields = [
  ...(['temperature', 'topP', 'topK', 'ties', 'canvasLength', 'steps', 'blockLength', 'schedule', 'algTemp'] as const),
  ...(['guidance', 'suppressMask', 'order', 'eps', 'skipEmptySteps', 'suppressEos', 'doubtEnds', 'seed'] as const),
] satisfies readonly (keyof Settings)[];
export type NamedField = (typeof namedFields)[number] | `option.${string}`;

/** What a pane shows or is to show: the settings of its trace, else its own; `null` of a trace that has none. */
export function shownSettings(trace: DecodeTrace | null, settings: Settings): Settings | null {
  if (trace === null) return settings;
  return hasSettings(trace) ? settingsOf(trace.request) : null;
}

/** For each pane its strategy, if strategies differ or nothing does, and every other setting that differs. */
export function paneLabels(shown: readonly (Settings | null)[]): readonly (readonly LabelPart[])[] {
  const known = shown.filter((settings) => settings !== null);
  const differs = (value: (settings: Settings) => unknown): boolean => new Set(known.map(value)).size > 1;
  const fields = namedFields.filter((field) => differs((settings) => settings[field]));
  // The schedule comes with the strategy.
  const strategies = differs(({ strategy }) => strategy);
  const named = strategies ? fields.filter((field) => field !== 'schedule') : fields;
  return shown.map((settings): readonly LabelPart[] => {
    if (settings === null) return [{ kind: 'unknown' }];
    const options = strategies ? [] : optionsThatDiffer(known);
    const values = [
      ...named.map((field): LabelPart => ({ kind: 'value', field, value: settings[field] })),
      ...options.map(
        (name): LabelPart => ({ kind: 'value', field: `option.${name}`, value: optionOf(settings, name) }),
      ),
    ];
    const strategy: LabelPart = { kind: 'strategy', label: findStrategy(settings.strategy).label };
    return strategies || values.length === 0 ? [strategy, ...values] : values;
  });
}

/** Options of the one strategy that all have. */
function optionsThatDiffer(settings: readonly Settings[]): readonly string[] {
  const specs = settings[0] === undefined ? [] : (findStrategy(settings[0].strategy).options ?? []);
  return specs.map(({ name }) => name).filter((name) => new Set(settings.map((one) => optionOf(one, name))).size > 1);
}

function optionOf({ strategy, options }: Settings, name: string): OptionValue {
  return strategyOptions(findStrategy(strategy), options[strategy] ?? {})[name] ?? null;
}
