import { speeds } from '../../state/run-slice.ts';
import { transportOf } from '../../state/transport.ts';
import { useWatch, useWatchStore, useWords } from '../watch-context.ts';
import { Icon } from './icons.tsx';

/** Play, pause, step, jump, speed. */
export function Transport() {
  const store = useWatchStore();
  const t = useWords();
  const cursor = useWatch((state) => transportOf(state).cursor);
  const end = useWatch((state) => transportOf(state).end);
  const planned = useWatch((state) => transportOf(state).planned);
  const moving = useWatch((state) => transportOf(state).moving);
  const speed = useWatch((state) => state.speed);
  const { setSpeed } = store.getState();
  const { seek, togglePlaying } = transportOf(store.getState());
  return (
    <div className="transport">
      <div className="transport-buttons">
        <button
          type="button"
          className="button icon"
          title={t('First (Home)')}
          aria-label={t('First step')}
          onClick={() => seek(0)}
        >
          <Icon name="first" />
        </button>
        <button
          type="button"
          className="button icon"
          title={t('Back one step (←)')}
          aria-label={t('Back one step')}
          onClick={() => seek(cursor - 1)}
        >
          <Icon name="back" />
        </button>
        <button
          type="button"
          className="button icon play"
          title={moving ? t('Pause (space)') : t('Play (space)')}
          aria-label={moving ? t('Pause') : t('Play')}
          disabled={end === 0}
          onClick={togglePlaying}
        >
          <Icon name={moving ? 'pause' : 'play'} />
        </button>
        <button
          type="button"
          className="button icon"
          title={t('Forward one step (→)')}
          aria-label={t('Forward one step')}
          onClick={() => seek(cursor + 1)}
        >
          <Icon name="forward" />
        </button>
        <button
          type="button"
          className="button icon"
          title={t('Last (End)')}
          aria-label={t('Last step')}
          onClick={() => seek(end)}
        >
          <Icon name="last" />
        </button>
      </div>
      <p className="step-count">
        <strong style={{ minWidth: `${String(planned ?? end).length}ch` }}>{cursor}</strong>
        <span className="muted"> / {t('{{count}} steps', { count: planned ?? end })}</span>
      </p>
      <label className="speed">
        <span className="muted">{t('Speed')}</span>
        <select className="select" value={speed} onChange={(event) => setSpeed(Number(event.target.value))}>
          {speeds.map((value) => (
            <option key={value} value={value}>
              {t('{{value}} steps/s', { value })}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
