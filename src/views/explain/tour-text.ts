/** What the tour says at each stop, and where it points. */
import type { Placement } from '@floating-ui/react-dom';
import { tieShare } from '../../metrics/tie-share.ts';
import type { WatchState } from '../../state/store.ts';
import type { TourStop } from '../../state/tour.ts';
import type { Words } from '../../words/words.ts';

interface StopView {
  /** Selector of the part of the page that the stop is about. */
  readonly target: string;
  /** Where the card stands if there is room. */
  readonly placement: Placement;
  title(t: Words): string;
  text(t: Words, state: WatchState): string;
}

export const stopViews: Readonly<Record<TourStop, StopView>> = {
  canvas: {
    target: '.canvas-panel',
    placement: 'right-start',
    title: (t) => t('A canvas of masks'),
    text: (t, { trace }) =>
      t(
        'Decoding begins with {{count}} masks after the prompt. In each pass the model makes a guess for all of them at once.',
        {
          count: trace?.request.canvasLength ?? 0,
        },
      ),
  },
  play: {
    target: '.playback',
    placement: 'top',
    title: (t) => t('An order of its own'),
    text: (t) =>
      t(
        'Press play, and tokens are committed step by step, in an order that the strategy chooses: the colours show it. Drag over the bars to go to any step.',
      ),
  },
  candidates: {
    target: '.inspector',
    placement: 'top',
    title: (t) => t('One token’s candidates'),
    text: (t, { pinned, cursor }) =>
      pinned === null
        ? t('Click a token, and the tokens that the model weighed at its position stand here with their probabilities.')
        : t(
            'At position {{position}} the model is least sure in step {{step}}: these are the tokens that it weighs there. Click any token to see its own.',
            {
              position: pinned,
              step: cursor,
            },
          ),
  },
  sink: {
    target: '.chart:has(.chart-head [data-term="entropy-sink"])',
    placement: 'left',
    title: (t) => t('The entropy sink'),
    text: (t) =>
      t(
        'The model’s confidence at every position in the very first step. It tends to be high right after the prompt and low beyond, like an L; whoever takes the surest first then begins at the left.',
      ),
  },
  'ar-ness': {
    target: '.chart:has(.chart-head [data-term="ar-ness"])',
    placement: 'left-start',
    title: (t) => t('AR-ness and its convention'),
    text: (t, { trace }) => {
      const text = t(
        'How close the order is to left-to-right: 1 is autoregressive. The number depends on a convention, which the menu switches.',
      );
      const share = trace === null ? null : tieShare(trace.steps).tieShare;
      if (share === null) return text;
      const ties = t('It also depends on ties: they decided {{percent}} % of these steps.', {
        percent: Math.round(share * 100),
      });
      return [text, ties].join(t.language === 'zh' ? '' : ' ');
    },
  },
  strategy: {
    target: '.field:has([data-term="strategy"])',
    placement: 'right-start',
    title: (t) => t('Another rule, another order'),
    text: (t) =>
      t(
        'Choose another strategy here and press Run: the same prompt, decoded in another order. Every dotted word on this page explains itself.',
      ),
  },
};
