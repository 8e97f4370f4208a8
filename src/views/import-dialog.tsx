import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { ImportChoices } from '../state/import-slice.ts';
import { NumberField } from './controls/number-field.tsx';
import { SelectField } from './controls/select-field.tsx';
import { errorMessage } from './error-message.ts';
import { ImportDetails } from './import-details.tsx';
import { useActions, useWatch, useWords } from './watch-context.ts';

const isCount = (value: number | null, least: number): boolean =>
  value === null || (Number.isInteger(value) && value >= least);

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
  const problems = {
    maskId: isCount(choices.maskId, 0) ? undefined : t('A whole number from 0 on'),
    promptLength: isCount(choices.promptLength, 0) ? undefined : t('A whole number from 0 on'),
    row: choices.row >= 0 && choices.row < sequences ? undefined : t('From 1 to {{most}}', { most: sequences }),
  };
  const isWrong =
    !endsRight || Object.values(problems).some((text) => text !== undefined) || !Number.isInteger(choices.row);
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
        <NumberField
          label={t('Mask token id')}
          value={choices.maskId}
          step={1}
          min={0}
          placeholder={t('guess')}
          hint={t('Id of the token that stands for a masked position')}
          problem={problems.maskId}
          onChange={(maskId) => change({ maskId })}
        />
        <NumberField
          label={t('Prompt length')}
          value={choices.promptLength}
          step={1}
          min={0}
          placeholder={t('guess')}
          hint={t('Tokens before the canvas')}
          problem={problems.promptLength}
          onChange={(promptLength) => change({ promptLength })}
        />
        {sequences > 1 && (
          <NumberField
            label={t('Sequence of {{sequences}}', { sequences })}
            value={choices.row + 1}
            step={1}
            min={1}
            max={sequences}
            hint={t('Which of the sequences of a batch')}
            problem={problems.row}
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
