import { useState } from 'react';
import { strategies } from '../decode/strategies/registry.ts';
import type { ImportChoices } from '../state/import-slice.ts';
import { NumberField } from './controls/number-field.tsx';
import { SelectField } from './controls/select-field.tsx';
import { TextField } from './controls/text-field.tsx';
import { useWords } from './watch-context.ts';

interface ImportDetailsProps {
  readonly choices: ImportChoices;
  readonly change: (part: Partial<ImportChoices>) => void;
  /** Told whether the ids of the ends make sense as they are typed; they are changed only while they do. */
  readonly onEnds: (right: boolean) => void;
}

/** What a history seldom needs to be told: folded, under the rest of the form. */
export function ImportDetails({ choices, change, onEnds }: ImportDetailsProps) {
  const t = useWords();
  const [pad, setPad] = useState(choices.ends?.pad ?? null);
  const [eos, setEos] = useState(choices.ends?.eos.join(', ') ?? '');
  const problems = endsProblems(pad, eos);
  const setEnds = (nextPad: number | null, nextEos: string): void => {
    setPad(nextPad);
    setEos(nextEos);
    const { pad: wrongPad, eos: wrongEos, both } = endsProblems(nextPad, nextEos);
    const right = !wrongPad && !wrongEos && !both;
    onEnds(right);
    if (right) change({ ends: nextPad === null ? null : { pad: nextPad, eos: idsOf(nextEos) } });
  };
  const both = problems.both ? t('Ids of both, or of neither') : undefined;
  return (
    <details className="advanced">
      <summary>{t('Advanced')}</summary>
      <SelectField
        label={t('First canvas')}
        value={choices.firstCanvas ?? ''}
        options={[
          { value: '', label: t('the start, if it holds no token') },
          { value: 'start', label: t('the start') },
          { value: 'after-first-step', label: t('after the first step') },
        ]}
        hint={t('Some programs save only what stood after each step')}
        onChange={(when) => change({ firstCanvas: when === '' ? null : when })}
      />
      <SelectField
        label={t('Strategy')}
        value={choices.strategy ?? ''}
        options={[
          { value: '', label: t('not known') },
          ...strategies.map(({ id, label }) => ({ value: id, label: t.core(label) })),
        ]}
        hint={t('What it was decoded with')}
        onChange={(strategy) => change({ strategy: strategy === '' ? null : strategy })}
      />
      <NumberField
        label={t('Padding token id')}
        value={pad}
        step={1}
        min={0}
        placeholder={t('guess')}
        hint={t('With the ends of text it tells where the text ends')}
        problem={problems.pad ? t('A whole number from 0 on') : undefined}
        onChange={(value) => setEnds(value, eos)}
      />
      <TextField
        label={t('End-of-text token ids')}
        value={eos}
        hint={t('Separated by commas')}
        problem={problems.eos ? t('Whole numbers, separated by commas') : both}
        onChange={(text) => setEnds(pad, text)}
      />
    </details>
  );
}

function endsProblems(pad: number | null, eos: string) {
  return {
    pad: pad !== null && !(Number.isInteger(pad) && pad >= 0),
    eos: eos.trim() !== '' && !/^\s*\d+(\s*,\s*\d+)*\s*$/.test(eos),
    both: (pad === null) !== (eos.trim() === ''),
  };
}

const idsOf = (text: string): number[] => text.split(',').map(Number);
