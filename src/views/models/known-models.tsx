import { useState } from 'react';
import type { CatalogModel } from '../../model/catalog.ts';
import { knownModel } from '../../state/model-defaults.ts';
import { EMBEDDED } from '../../state/model-slice.ts';
import { catalogSubject } from '../../state/preflight.ts';
import { Copyable } from '../library/copyable.tsx';
import { Facts } from '../library/facts.tsx';
import { Preflight } from '../preflight/preflight.tsx';
import { Problem } from '../problem.tsx';
import { useActions, useWatch, useWords } from '../watch-context.ts';
import { parametersText, sizeText } from './amounts.ts';
import { Folded } from './folded.tsx';
import { FolderButton } from './folder-button.tsx';
import { RoomLine } from './room-line.tsx';

/** The weights that a converted model is run with: those for a GPU. */
const WEIGHTS = 'q4';

/** The published models that run here after a conversion, and how to have them. */
export function KnownModels() {
  const t = useWords();
  const catalog = useWatch((state) => state.catalog);
  const problem = useWatch((state) => state.catalogProblem);
  if (problem !== null && catalog === null) {
    return <Problem error={problem} />;
  }
  return (
    <>
      <p className="small muted">
        {t(
          'Nobody serves them converted: one command reads a model from its page, makes 4-bit weights of it, and the folder it writes is opened here.',
        )}
      </p>
      <ul className="known-models">
        {catalog
          ?.filter(({ id }) => id !== EMBEDDED)
          .map((model) => (
            <li key={model.id}>
              <KnownModel model={model} />
            </li>
          ))}
      </ul>
    </>
  );
}

function KnownModel({ model }: { readonly model: CatalogModel }) {
  const t = useWords();
  const [open, setOpen] = useState(false);
  const here = useWatch(
    ({ storedModels }) => storedModels?.some(({ manifest }) => knownModel(manifest, [model]) !== undefined) === true,
  );
  const { label, parameters, variants } = model;
  const bytes = variants[WEIGHTS]?.bytes;
  return (
    <details className="known-model" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <span className="model-name">{label}</span>{' '}
        <span className="small muted">
          <Facts
            facts={[
              t('{{amount}} parameters', { amount: parametersText(parameters) }),
              ...(bytes === undefined ? [] : [sizeText(bytes)]),
              ...(here ? [t('here')] : []),
            ]}
          />
        </span>
      </summary>
      {open && <KnownModelBody model={model} />}
    </details>
  );
}

function KnownModelBody({ model }: { readonly model: CatalogModel }) {
  const t = useWords();
  const { viewModel } = useActions();
  const { id, repository, licence, contextLength, checkpointBytes, variants, summary } = model;
  const bytes = variants[WEIGHTS]?.bytes;
  const subject = catalogSubject(model, WEIGHTS);
  return (
    <div className="known-body">
      <p>{t.core(summary)}</p>
      <p className="small muted">
        <Facts
          facts={[
            licence === undefined ? t('licence: see its page') : t('licence {{licence}}', { licence }),
            t('{{count}} tokens of context', { count: contextLength }),
            ...(checkpointBytes === undefined
              ? []
              : [t('{{size}} are read while it is converted', { size: sizeText(checkpointBytes) })]),
          ]}
        />
      </p>
      {bytes !== undefined && <RoomLine bytes={bytes} />}
      {repository !== undefined && (
        <>
          <p className="small">
            <a href={`https://huggingface.co/${repository}`} target="_blank" rel="noopener noreferrer">
              {repository}
            </a>
          </p>
          <Copyable
            title={t('Convert it')}
            hint={t('In a clone of Diffuscope. Cut off, it goes on where it was.')}
            text={`npx diffuscope convert ${repository} --quant ${WEIGHTS} --id ${id} --out models/${id}`}
            button={t('Copy command')}
          />
          <div className="known-ways">
            <span>{t('Then open the folder it has written, models/{{id}}:', { id })}</span>
            <FolderButton label={t('Open a folder…')} onFolder={viewModel} />
          </div>
        </>
      )}
      {subject !== null && (
        <Folded label={t('Can this browser run it?')}>
          <Preflight subject={subject} />
        </Folded>
      )}
    </div>
  );
}
