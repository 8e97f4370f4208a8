import { type FormEvent, useId, useState } from 'react';
import { folderUrl } from '../../state/models-slice.ts';
import { useActions, useWatch, useWords } from '../watch-context.ts';
import { FolderButton } from './folder-button.tsx';
import { ViewedModelCard } from './viewed-model.tsx';

/** A converted model from an address or from a folder of this computer. */
export function AddModel() {
  const t = useWords();
  const id = useId();
  const { viewModel } = useActions();
  const viewed = useWatch((state) => state.viewedModel);
  const [text, setText] = useState('');
  const [wrong, setWrong] = useState(false);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const url = folderUrl(text, document.baseURI);
    setWrong(url === null);
    if (url !== null) viewModel({ kind: 'url', url });
  };
  return (
    <>
      <div className="add-model">
        <form className="add-address" onSubmit={submit}>
          <div className="field">
            <label htmlFor={id}>{t('Address of a converted model')}</label>
            <input
              id={id}
              className="input"
              inputMode="url"
              autoComplete="off"
              spellCheck={false}
              placeholder="https://example.org/models/diffucoder/"
              value={text}
              aria-invalid={wrong}
              aria-describedby={wrong ? `${id}-problem` : undefined}
              onChange={(event) => setText(event.target.value)}
            />
          </div>
          <button type="submit" className="button">
            {t('Look')}
          </button>
        </form>
        <span className="muted add-or">{t('or')}</span>
        <FolderButton label={t('Open a folder…')} onFolder={viewModel} />
      </div>
      {wrong && (
        <p id={`${id}-problem`} className="problem">
          {t('Write the address of a folder: https://…')}
        </p>
      )}
      <p className="small muted">
        {t(
          'A folder that "diffuscope convert" has written, with manifest.json in it. Its files are copied into this browser and checked by their hashes.',
        )}
      </p>
      {viewed !== null && <ViewedModelCard viewed={viewed} />}
    </>
  );
}
