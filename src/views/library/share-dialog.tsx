import { useState } from 'react';
import { commandLine, comparisonCommands, type DecodeCall } from '../../export/command-line.ts';
import { pythonCall } from '../../export/python-call.ts';
import { requestOf } from '../../state/decode-request.ts';
import { EMBEDDED, linkedModel } from '../../state/model-slice.ts';
import { pageLink, settingsAreShown, shownLink } from '../../state/page-link.ts';
import { paneLetters } from '../../state/pane-labels.ts';
import type { Settings } from '../../state/settings-slice.ts';
import type { WatchState } from '../../state/store.ts';
import { encodeLink, type Link, leavesPromptOut, MOST_PROMPT } from '../../state/url.ts';
import { Segments } from '../controls/segments.tsx';
import { useWatchStore, useWords } from '../watch-context.ts';
import { Copyable } from './copyable.tsx';
import { DialogFrame } from './dialog-frame.tsx';

/** What the page shows as a link, as a command and as a program, to be copied. */
export function ShareDialog() {
  const t = useWords();
  // The dialog is modal: what it is about does not change under it.
  const [state] = useState(useWatchStore().getState());
  return (
    <DialogFrame title={t('Share')} className="share">
      {state.place === 'compare' ? <SharedComparison state={state} /> : <SharedDecode state={state} />}
    </DialogFrame>
  );
}

interface SharedProps {
  readonly state: WatchState;
}

function SharedDecode({ state }: SharedProps) {
  const t = useWords();
  const onScreen = shownLink(state);
  const [subject, setSubject] = useState<'screen' | 'settings'>(onScreen === null ? 'settings' : 'screen');
  const link = subject === 'screen' && onScreen !== null ? onScreen : pageLink(state);
  const call = subject === 'screen' ? callOfTrace(state) : callOf(state.settings, state);
  const subjects = [
    { value: 'screen', label: t('The decode on screen') },
    { value: 'settings', label: t('Prompt and settings as they are now') },
  ] as const;
  return (
    <>
      {onScreen !== null && !settingsAreShown(state) && (
        <Segments label={t('What to share')} value={subject} options={subjects} onChange={setSubject} />
      )}
      <SharedLink link={link} />
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
    </>
  );
}

/** All panes in one link and one command; a Python program is of one pane, or the model would be loaded four times. */
function SharedComparison({ state }: SharedProps) {
  const t = useWords();
  const [chosen, setChosen] = useState('0');
  const calls = state.panes.map(({ settings }) => callOf(settings, state));
  const call = calls[Number(chosen)];
  const panes = calls.map((_, index) => ({
    value: String(index),
    label: t('Pane {{letter}}', { letter: paneLetters[index]! }),
  }));
  return (
    <>
      <SharedLink link={pageLink(state)} />
      {call !== undefined && (
        <>
          <Copyable
            title={t('Command line')}
            hint={t('The same decodes without a browser, in a clone of Diffuscope.')}
            text={comparisonCommands(calls)}
            button={t('Copy command')}
          />
          <Copyable
            title={t('Python')}
            hint={t('The call that decodes so with the original model.')}
            text={pythonCall(call)}
            button={t('Copy Python')}
          >
            <Segments label={t('Pane to share')} value={chosen} options={panes} onChange={setChosen} />
          </Copyable>
        </>
      )}
    </>
  );
}

function SharedLink({ link }: { readonly link: Link }) {
  const t = useWords();
  return (
    <Copyable
      title={t('Link')}
      hint={t('Opens this page with all of it; nothing after # is sent to a server.')}
      text={`${location.href.replace(/#.*/s, '')}#${encodeLink(link)}`}
      button={t('Copy link')}
    >
      {leavesPromptOut(link) && (
        <p className="problem">
          {t('The prompt is not in the link: it has more than {{count}} characters. Send it along.', {
            count: MOST_PROMPT,
          })}
        </p>
      )}
    </Copyable>
  );
}

function callOfTrace(state: WatchState): DecodeCall {
  const { trace } = state;
  if (trace === null) return callOf(state.settings, state);
  const { promptText, request, model } = trace;
  return { promptText, request, quantisation: model.quantisation, ...folderOf(model.id) };
}

/** Without a model the ids of its tokens are not known; no call says them. */
const unknownTokens = { mask: 0, pad: 0, eos: [0] };

function callOf(settings: Settings, { promptText, model, modelId, quantisation }: WatchState): DecodeCall {
  const loaded = model.phase === 'ready' ? model.model : null;
  const request = requestOf(settings, new Int32Array(), loaded?.manifest.tokens ?? unknownTokens);
  return { promptText, request, quantisation: loaded?.quantisation ?? quantisation, ...folderOf(modelId) };
}

/** Where the command of the dialog of the models converts it to. */
function folderOf(modelId: string): Pick<DecodeCall, 'model'> {
  const id = linkedModel(modelId);
  return id === EMBEDDED ? {} : { model: `models/${id}` };
}
