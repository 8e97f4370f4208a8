import { useState } from 'react';
import { commandLine, type DecodeCall } from '../../export/command-line.ts';
import { pythonCall } from '../../export/python-call.ts';
import { requestOf } from '../../state/decode-request.ts';
import { pageLink, settingsAreShown, shownLink } from '../../state/page-link.ts';
import type { WatchState } from '../../state/store.ts';
import { encodeLink } from '../../state/url.ts';
import { Segments } from '../controls/segments.tsx';
import { useActions, useWatchStore, useWords } from '../watch-context.ts';
import { DialogFrame } from './dialog-frame.tsx';

/** The decode as a link, as a command and as a program, to be copied. */
export function ShareDialog() {
  const t = useWords();
  // The dialog is modal: what it is about does not change under it.
  const [state] = useState(useWatchStore().getState());
  const onScreen = shownLink(state);
  const [subject, setSubject] = useState<'screen' | 'settings'>(onScreen === null ? 'settings' : 'screen');
  const link = subject === 'screen' && onScreen !== null ? onScreen : pageLink(state);
  const call = subject === 'screen' ? callOfTrace(state) : callOfSettings(state);
  const subjects = [
    { value: 'screen', label: t('The decode on screen') },
    { value: 'settings', label: t('Prompt and settings as they are now') },
  ] as const;
  return (
    <DialogFrame title={t('Share')} className="share">
      {onScreen !== null && !settingsAreShown(state) && (
        <Segments label={t('What to share')} value={subject} options={subjects} onChange={setSubject} />
      )}
      <Copyable
        title={t('Link')}
        hint={t('Opens this page with all of it; nothing after # is sent to a server.')}
        text={`${location.href.replace(/#.*/s, '')}#${encodeLink(link)}`}
        button={t('Copy link')}
      />
      <Copyable
        title={t('Command line')}
        hint={t('The same decode without a browser, in a clone of Diffuscope.')}
        text={commandLine(call)}
        button={t('Copy command')}
      />
      <Copyable
        title={t('Python')}
        hint={t('The call that decodes so with the original model.')}
        text={pythonCall(call)}
        button={t('Copy Python')}
      />
    </DialogFrame>
  );
}

function callOfTrace(state: WatchState): DecodeCall {
  const { trace } = state;
  if (trace === null) return callOfSettings(state);
  return { promptText: trace.promptText, request: trace.request, quantisation: trace.model.quantisation };
}

/** Without a model the ids of its tokens are not known; no call says them. */
const unknownTokens = { mask: 0, pad: 0, eos: [0] };

function callOfSettings({ promptText, settings, model, quantisation }: WatchState): DecodeCall {
  const loaded = model.phase === 'ready' ? model.model : null;
  const request = requestOf(settings, new Int32Array(), loaded?.manifest.tokens ?? unknownTokens);
  return { promptText, request, quantisation: loaded?.quantisation ?? quantisation };
}

interface CopyableProps {
  readonly title: string;
  readonly hint: string;
  readonly text: string;
  readonly button: string;
}

function Copyable({ title, hint, text, button }: CopyableProps) {
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
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by keys */}
      <section className="copyable-text" tabIndex={0} aria-label={title}>
        <pre>{text}</pre>
      </section>
      <p className="small" role="status">
        {copied === true && t('Copied.')}
        {copied === false && t('The browser does not let the page copy: select the text and copy it.')}
      </p>
    </section>
  );
}
