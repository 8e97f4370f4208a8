import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { ImportChoices } from '../state/import-slice.ts';
import type { Phrase } from '../words/words.ts';
import { NumberField } from './controls/number-field.tsx';
import { SelectField } from './controls/select-field.tsx';
import { errorMessage } from './error-message.ts';
import { ImportDetails } from './import-details.tsx';
import { useActions, useWatch, useWords } from './watch-context.ts';

/** What is guessed where it is left empty. */
const guessed = [
  { name: 'maskId', label: 'Mask token id', hint: 'Id of the token that stands for a masked position' },
  { name: 'promptLength', label: 'Prompt length', hint: 'Tokens before the canvas' },
] as const satisfies readonly { name: keyof ImportChoices; label: Phrase; hint: Phrase }[];

const isCount = (value: number | null): boolean => value === null || (Number.isInteger(value) && value >= 0);

/** Asks for what a history of another program does not say. Only while one is being imported. */
export function ImportDialog() {
  const t = useWords();
  const importing = useWatch((state) => state.importing)!;
  const ask = useWatch((state) => state.askImport);
  const hasModel = useWatch((state) => state.model.phase === 'ready');
  const { openHistory } = useActions();
  const [choices, setChoices] = useState(importing.choices);
  const [endsRight, setEndsRight] = useState(true);
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => ref.current?.showModal(), []);
  const change = (part: Partial<ImportChoices>): void => setChoices((before) => ({ ...before, ...part }));

  const { file, sequences, problem } = importing;
  const hasRow = choices.row >= 0 && choices.row < sequences;
  const isWrong =
    !endsRight || !hasRow || !Number.isInteger(choices.row) || !guessed.every(({ name }) => isCount(choices[name]));
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    if (!isWrong) openHistory(file, choices);
  };
  return (
    <dialog ref={ref} className="help" aria-labelledby="import-title" onClose={() => ask(false)}>
      <form className="import-form" onSubmit={onSubmit}>
        <h2 id="import-title">{t('Open a history of another program')}</h2>
        <p className="muted">
          {t('The file holds token ids alone. What is left empty is guessed from how the canvases change.')}
        </p>
        <p role="alert" className="problem">
          {problem !== null && `${errorMessage(problem, t)} ${t.core(problem.remedy)}`}
        </p>
        {guessed.map(({ name, label, hint }) => (
          <NumberField
            key={name}
            label={t(label)}
            value={choices[name]}
            step={1}
            min={0}
            placeholder={t('guess')}
            hint={t(hint)}
            problem={isCount(choices[name]) ? undefined : t('A whole number from 0 on')}
            onChange={(value) => change({ [name]: value })}
          />
        ))}
        {sequences > 1 && (
          <NumberField
            label={t('Sequence of {{sequences}}', { sequences })}
            value={choices.row + 1}
            step={1}
            min={1}
            max={sequences}
            hint={t('Which of the sequences of a batch')}
            problem={hasRow ? undefined : t('From 1 to {{most}}', { most: sequences })}
            onChange={(number) => change({ row: (number ?? Number.NaN) - 1 })}
          />
        )}
        <SelectField
          label={t('Texts of the tokens')}
          value={choices.texts}
          options={[
            { value: 'guess', label: t('of the loaded model, if it fits') },
            ...(hasModel ? [{ value: 'model' as const, label: t('of the loaded model') }] : []),
            { value: 'none', label: t('ids only') },
          ]}
          hint={t('Which tokenizer the ids are of')}
          onChange={(texts) => change({ texts })}
        />
        <ImportDetails choices={choices} change={change} onEnds={setEndsRight} />
        <p className="import-buttons">
          <button type="submit" className="button primary" disabled={isWrong}>
            {t('Import')}
          </button>
          <button type="button" className="button" onClick={() => ref.current?.close()}>
            {t('Cancel')}
          </button>
        </p>
      </form>
    </dialog>
  );
}
