import type { OptionValue } from '../../decode/types.ts';
import type { TermId } from '../../explain/term-id.ts';
import { settingsProblems } from '../../state/settings-check.ts';
import type { Settings } from '../../state/settings-slice.ts';
import type { Phrase, Words } from '../../words/words.ts';
import { Term } from '../explain/term.tsx';
import { useWatch, useWords } from '../watch-context.ts';
import { NumberField } from './number-field.tsx';
import { OptionFields } from './option-fields.tsx';
import { SelectField } from './select-field.tsx';
import { StrategyField } from './strategy-field.tsx';
import { TextField } from './text-field.tsx';

const schedules = [
  { value: 'dream', label: 'Dream' },
  { value: 'llada', label: 'LLaDA' },
  { value: 'dllm', label: 'dllm' },
] as const;
const ordersIn = (t: Words) =>
  [
    { value: 'temperature-first', label: t('temperature, then filter') },
    { value: 'filter-first', label: t('filter, then temperature') },
  ] as const;
const tieRulesIn = (t: Words) =>
  [
    { value: 'lowest', label: t('leftmost first') },
    { value: 'highest', label: t('rightmost first') },
    { value: 'random', label: t('drawn with the seed') },
    { value: 'confidence', label: t('by unfiltered confidence') },
  ] as const;

/** The settings of Watch. */
export function SettingsPanel() {
  const settings = useWatch((state) => state.settings);
  const change = useWatch((state) => state.change);
  const chooseStrategy = useWatch((state) => state.chooseStrategy);
  const setOption = useWatch((state) => state.setOption);
  return <SettingsFields {...{ settings, change, chooseStrategy, setOption }} />;
}

interface SettingsFieldsProps {
  readonly settings: Settings;
  readonly change: (part: Partial<Settings>) => void;
  readonly chooseStrategy: (id: string) => void;
  /** Of the strategy. */
  readonly setOption: (name: string, value: OptionValue) => void;
  /** Canvas and seed are set elsewhere, for several decodes at once. Default false. */
  readonly shared?: boolean;
}

/** Every knob of a decode. */
export function SettingsFields({ settings, change, chooseStrategy, setOption, shared = false }: SettingsFieldsProps) {
  const contextLength = useWatch(({ model }) => (model.phase === 'ready' ? model.model.manifest.contextLength : null));
  const t = useWords();
  const unmet = useWatch((state) => state.unmet);
  const problems = settingsProblems(settings, contextLength, unmet, t);

  const number = <Field extends NumberKey>(
    field: Field,
    label: Phrase,
    step: number | 'any',
    hint: Phrase,
    term?: TermId,
  ) => (
    <NumberField
      label={t(label)}
      term={term}
      value={settings[field]}
      step={step}
      min={0}
      hint={t(hint)}
      problem={problems[field]}
      {...(isOptional(field) && { placeholder: t('off') })}
      onChange={(value) => change({ [field]: value })}
    />
  );
  const check = (field: SwitchKey, label: Phrase, hint: Phrase) => (
    <label className="check" title={t(hint)}>
      <input
        type="checkbox"
        checked={settings[field]}
        onChange={(event) => change({ [field]: event.target.checked })}
      />
      {t(label)}
    </label>
  );
  return (
    <section className="settings" aria-label={t('Settings')}>
      {unmet.includes('both-sides') && (
        <p className="small">
          {t(
            'This model is autoregressive: a token sees only those before it. So it writes from left to right, one token a step.',
          )}
        </p>
      )}
      <StrategyField chosen={settings.strategy} choose={chooseStrategy} />
      <OptionFields settings={settings} setOption={setOption} />
      <div className="settings-grid">
        {!shared && number('canvasLength', 'Canvas', 1, 'Tokens to decode', 'canvas')}
        {number('steps', 'Steps', 1, 'Forward passes over all blocks', 'step')}
        {number(
          'blockLength',
          'Block',
          1,
          'Positions per block, filled left to right; the canvas length means no blocks',
          'block',
        )}
        {number('temperature', 'Temperature', 0.1, '0 takes the most probable token', 'temperature')}
        {number('topP', 'Top-p', 0.05, 'Nucleus mass; empty is off', 'top-p')}
        {number('topK', 'Top-k', 1, 'Keep the k most probable; empty is off', 'top-k')}
        {number(
          'algTemp',
          'alg_temp',
          0.1,
          '0 takes the surest slots; above, slots are drawn by softmax(score / alg_temp)',
          'alg-temp',
        )}
        <SelectField
          label={t('Schedule')}
          term="schedule"
          value={settings.schedule}
          options={schedules}
          hint={t('How many tokens each step commits')}
          problem={problems.schedule}
          onChange={(schedule) => change({ schedule })}
        />
        {!shared && (
          <TextField
            label={t('Seed')}
            term="seed"
            value={settings.seed}
            hint={t('The same seed gives the same decode on every machine')}
            problem={problems.seed}
            onChange={(seed) => change({ seed })}
          />
        )}
      </div>
      <div className="check-row">
        {check(
          'suppressMask',
          'Suppress the mask token',
          'A slot can never be filled with the mask token. Off in the reference code',
        )}
        <Term id="suppress-mask" mark={t('Suppress the mask token')} />
      </div>
      <details className="advanced" open={(problems.eps ?? problems.guidance) !== undefined || undefined}>
        <summary>{t('Advanced')}</summary>
        <div className="settings-grid">
          {number('eps', 'eps', 'any', 'End of Dream’s time grid; at 0.001 the first step commits nothing', 'schedule')}
          {number(
            'guidance',
            'Guidance',
            0.5,
            'Classifier-free guidance of LLaDA: a second pass with the prompt masked; 0 is off',
            'guidance',
          )}
          <div className="wide">
            <SelectField
              label={t('Slots of equal score')}
              term="ties"
              value={settings.ties}
              options={tieRulesIn(t)}
              hint={t('Which of them is committed first; with top-p most slots score the same')}
              onChange={(ties) => change({ ties })}
            />
          </div>
          <div className="wide">
            <SelectField
              label={t('Order of temperature and top-p')}
              value={settings.order}
              options={ordersIn(t)}
              onChange={(order) => change({ order })}
            />
          </div>
        </div>
        {check(
          'skipEmptySteps',
          'Skip steps that commit nothing',
          'Steps with a quota of 0 run for nothing in the reference code',
        )}
        {check('suppressEos', 'Never draw the end of text', 'logits_eos_inf of LLaDA')}
        {check(
          'doubtEnds',
          'Commit ends of text last',
          'confidence_eos_eot_inf of LLaDA: a drawn end of text has confidence 0',
        )}
      </details>
    </section>
  );
}

type NumberKey = {
  [Field in keyof Settings]: Settings[Field] extends number | null ? Field : never;
}[keyof Settings];

type SwitchKey = {
  [Field in keyof Settings]: Settings[Field] extends boolean ? Field : never;
}[keyof Settings];

function isOptional(field: NumberKey): boolean {
  return field === 'topP' || field === 'topK';
}
