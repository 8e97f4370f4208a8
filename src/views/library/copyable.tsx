import { type ReactNode, useState } from 'react';
import { UnbrokenFlags } from '../unbroken-flags.tsx';
import { useActions, useWords } from '../watch-context.ts';

interface CopyableProps {
  readonly title: string;
  readonly hint: string;
  readonly text: string;
  readonly button: string;
  /** Between the head and the text. */
  readonly children?: ReactNode;
}

/** A text and the button that copies it. */
export function Copyable({ title, hint, text, button, children }: CopyableProps) {
  const t = useWords();
  const { copy } = useActions();
  const [copied, setCopied] = useState<boolean | null>(null);
  return (
    <section className="copyable">
      <div className="copyable-head">
        <h3>{title}</h3>
        <p className="small muted">{hint}</p>
        <button type="button" className="button" onClick={() => void copy(text).then(setCopied)}>
          {button}
        </button>
      </div>
      {children}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by keys */}
      <section className="copyable-text" tabIndex={0} aria-label={title}>
        <pre>
          <UnbrokenFlags text={text} />
        </pre>
      </section>
      <p className="small" role="status">
        {copied === true && t('Copied.')}
        {copied === false && t('The browser does not let the page copy: select the text and copy it.')}
      </p>
    </section>
  );
}
