import { useDeferredValue, useEffect, useId, useMemo, useRef, useState } from 'react';
import type { Explanation } from '../../explain/term.ts';
import { termIds } from '../../explain/term-id.ts';
import { explain } from '../../explain/terms.ts';
import { useWatch, useWords } from '../watch-context.ts';
import { ExplanationBody } from './explanation-body.tsx';

/** All terms with search as you type, those first whose name fits. */
export function GlossaryDialog() {
  const setOpen = useWatch((state) => state.setGlossaryOpen);
  const t = useWords();
  const titleId = useId();
  const ref = useRef<HTMLDialogElement>(null);
  const [query, setQuery] = useState('');
  const explanations = useMemo(() => termIds.map((id) => ({ id, ...explain(id, t) })), [t]);
  const found = useMemo(() => search(explanations, query), [explanations, query]);
  const shown = useDeferredValue(found);
  useEffect(() => ref.current?.showModal(), []);
  return (
    <dialog ref={ref} className="help glossary" aria-labelledby={titleId} onClose={() => setOpen(false)}>
      <div className="glossary-head">
        <h2 id={titleId}>{t('Glossary')}</h2>
        <input
          type="search"
          className="input"
          aria-label={t('Search the terms')}
          placeholder={t('Search')}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
        <button type="button" className="button" onClick={() => setOpen(false)}>
          {t('Close')}
        </button>
      </div>
      <p className="visually-hidden" role="status">
        {t('{{count}} terms', { count: found.length })}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keyboard. */}
      <section tabIndex={0} className="glossary-list" aria-label={t('Terms')}>
        {shown.map((explanation) => (
          <article key={explanation.id}>
            <h3>{explanation.name}</h3>
            <ExplanationBody explanation={explanation} />
          </article>
        ))}
        {shown.length === 0 && <p className="muted">{t('No term has these words.')}</p>}
      </section>
    </dialog>
  );
}

/** Terms that hold every word of the query, in name or text; whatever the case. */
function search<Entry extends Explanation>(entries: readonly Entry[], query: string): readonly Entry[] {
  const words = query.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const holds = (text: string): boolean => words.every((word) => text.toLocaleLowerCase().includes(word));
  const named = entries.filter(({ name }) => holds(name));
  return [...named, ...entries.filter((entry) => !named.includes(entry) && holds(`${entry.name} ${entry.text}`))];
}
