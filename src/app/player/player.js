// Plays a decode that was saved as a page. No library, no network: all it needs is the two blocks of JSON in the page,
// and text only ever becomes text.
(() => {
  /** @param {string} id */
  const element = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
  /** @param {string} id */
  const json = (id) => JSON.parse(/** @type {string} */ (element(id).textContent));
  /** @type {SavedTrace} */
  const trace = json('diffuscope-trace');
  /** @type {import('../export/page-view.ts').PageView} */
  const view = json('diffuscope-view');

  const { steps, request } = trace;
  const play = element('play');
  const scrub = /** @type {HTMLInputElement} */ (element('scrub'));
  const colours = /** @type {HTMLSelectElement} */ (element('colour'));
  const canvas = element('canvas');
  let cursor = 0;
  /** @type {number | null} */
  let active = null;
  let timer = 0;

  /** @param {number} revisions so far @returns {Slot} */
  const empty = (revisions) => ({ token: null, step: null, row: -1, guess: null, revisions });

  /** What stands at every position after so many steps. @param {number} count */
  const slotsAt = (count) => {
    let slots = Array.from({ length: request.canvasLength }, () => empty(0));
    for (let index = 0; index < count; index++) {
      const { unmask, remask, positions, inserted } = steps[index];
      const [at, added] = inserted ?? [request.canvasLength, 0];
      slots.splice(at + 1, 0, ...Array.from({ length: added }, () => empty(0)));
      slots = slots.slice(0, request.canvasLength);
      /** Row of the numbers about a slot; the pass saw the canvas before the insertion. @param {number} position */
      const rowOf = (position) => {
        if (position <= at) return positions.indexOf(position);
        return position <= at + added ? -1 : positions.indexOf(position - added);
      };
      /** @param {number} position @param {number | null} token */
      const write = (position, token) => {
        const { token: held, revisions } = slots[position];
        if (token === held) return;
        const revised = revisions + (held === null ? 0 : 1);
        slots[position] =
          token === null ? empty(revised) : { ...empty(revised), token, step: index, row: rowOf(position) };
      };
      for (let pair = 0; pair < unmask.length; pair += 2) {
        write(unmask[pair], unmask[pair + 1] === request.maskId ? null : unmask[pair + 1]);
      }
      for (const position of remask) write(position, null);
      if (index < count - 1) continue;
      const { topIds, candidates } = steps[index];
      slots.forEach((slot, position) => {
        const row = slot.token === null ? rowOf(position) : -1;
        if (row >= 0) Object.assign(slot, { guess: topIds[row * candidates], row });
      });
    }
    return slots;
  };

  /** @param {number} id */
  const piece = (id) => trace.pieces[id] ?? `⟨${id}⟩`;
  /** White space made visible. @param {string} text */
  const visible = (text) => text.replaceAll('\n', '↵').replaceAll('\t', '→').replaceAll(' ', '·');

  /** In one line, as it reads. @param {string} text */
  const oneLine = (text) => (text.trim() === '' ? visible(text) : text.replaceAll('\n', '↵').replaceAll('\t', '→'));

  /** Between the stops of a colour map. @param {readonly string[]} stops @param {number} t */
  const ramp = (stops, t) => {
    const place = Math.min(1, Math.max(0, t)) * (stops.length - 1);
    const [from, to] = [stops[Math.floor(place)], stops[Math.ceil(place)]];
    const mix = place - Math.floor(place);
    return [1, 3, 5].map((at) => {
      const [a, b] = [from, to].map((stop) => Number.parseInt(stop.slice(at, at + 2), 16));
      return Math.round(a + (b - a) * mix);
    });
  };

  /** @param {Slot} slot @returns {number | null} place on the colour map of the chosen measure */
  const measure = ({ step, row, revisions }) => {
    if (step === null) return null;
    if (colours.value === 'order') return step / Math.max(1, view.steps - 1);
    if (colours.value === 'age') return (cursor - 1 - step) / Math.max(1, view.steps - 1);
    if (colours.value === 'revisions') return revisions / view.maxRevisions;
    if (row < 0) return null;
    return colours.value === 'entropy' ? steps[step].entropy[row] / view.maxEntropy : steps[step].rawConfidence[row];
  };

  /** Cells by position; a token over several lines has several. @type {HTMLElement[][]} */
  const cells = Array.from({ length: request.canvasLength }, () => []);
  for (const line of view.lines) {
    const row = canvas.appendChild(document.createElement('div'));
    row.className = 'line';
    for (const { position, columns } of line) {
      const cell = row.appendChild(document.createElement('span'));
      cell.dataset['position'] = String(position);
      cell.style.width = `${columns}ch`;
      cells[position].push(cell);
    }
  }
  /** Texts of the parts of a committed token. @type {string[][]} */
  const parts = cells.map(() => []);
  for (const { position, text } of view.lines.flat()) parts[position].push(text);

  const draw = () => {
    const slots = slotsAt(cursor);
    const length = (steps[cursor] ?? steps[cursor - 1])?.length ?? request.canvasLength;
    const stops = view.colours[/** @type {keyof typeof view.colours} */ (colours.value)];
    slots.forEach((slot, position) => {
      const t = measure(slot);
      const rgb = t === null ? null : ramp(stops, t);
      cells[position].forEach((cell, part) => {
        const guess = part > 0 || slot.guess === null ? '' : oneLine(piece(slot.guess));
        const held = slot.token === trace.final[position] ? parts[position][part] : oneLine(piece(slot.token ?? 0));
        cell.textContent = slot.token === null ? guess : held;
        const fresh = slot.step !== null && slot.step === cursor - 1 ? ' fresh' : '';
        const state = slot.token !== null ? 'held' : position < length ? 'masked' : 'absent';
        cell.className = `token ${state}${fresh}${position === active ? ' active' : ''}`;
        cell.style.background = rgb === null ? '' : `rgb(${rgb})`;
        cell.style.color = rgb === null ? '' : readable(rgb);
      });
    });
    scrub.value = String(cursor);
    element('count').textContent = view.words.step.replace('{step}', String(cursor));
    scrub.setAttribute('aria-valuetext', /** @type {string} */ (element('count').textContent));
    const { least, most } = view.legend[/** @type {keyof typeof view.legend} */ (colours.value)];
    element('least').textContent = least;
    element('most').textContent = most;
    element('ramp').style.background = `linear-gradient(to right, ${stops.join(', ')})`;
    detail(slots);
  };

  /** Black or white, whichever is easier to read. @param {number[]} rgb */
  const readable = (rgb) => {
    const [red, green, blue] = rgb.map((channel) => ((channel / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? '#000000' : '#ffffff';
  };

  /** The numbers of the token under the pointer. @param {Slot[]} slots */
  const detail = (slots) => {
    const line = element('detail');
    if (active === null) {
      line.textContent = view.words.hint;
      return;
    }
    const { token, step, row, guess, revisions } = slots[active];
    const index = step ?? cursor - 1;
    const stats = row < 0 ? undefined : steps[index];
    const shown = token ?? guess;
    const about = [
      `${view.words.position} ${active}`,
      shown === null ? view.words.masked : `“${visible(piece(shown))}”`,
      step === null ? view.words.masked : view.words.committed.replace('{step}', String(step + 1)),
    ];
    if (stats !== undefined) {
      about.push(`${view.words.confidence} ${stats.rawConfidence[row].toFixed(4)}`);
      about.push(`${view.words.entropy} ${stats.entropy[row].toFixed(4)} nats`);
    }
    if (revisions > 0) about.push(`${view.words.revisions} ${revisions}`);
    line.textContent = [...new Set(about)].join(' · ');
    if (stats === undefined) return;
    const first = row * stats.candidates;
    const list = stats.topIds.slice(first, first + stats.candidates).map((id, rank) => {
      const probability = Math.exp(Number(stats.topLogProbs[first + rank]));
      return `${visible(piece(id))} ${probability.toFixed(4)}`;
    });
    const candidates = line.appendChild(document.createElement('p'));
    candidates.className = 'muted';
    candidates.textContent = `${view.words.candidates}: ${list.join('   ')}`;
  };

  /** @param {number} to */
  const seek = (to) => {
    cursor = Math.min(steps.length, Math.max(0, to));
    draw();
  };
  const pause = () => {
    clearInterval(timer);
    timer = 0;
    play.textContent = view.words.play;
  };
  const toggle = () => {
    if (timer !== 0) return pause();
    if (cursor === steps.length) seek(0);
    play.textContent = view.words.pause;
    timer = window.setInterval(() => {
      seek(cursor + 1);
      if (cursor === steps.length) pause();
    }, view.stepMillis);
  };
  /** @param {number | null} position */
  const activate = (position) => {
    if (position === active) return;
    active = position;
    draw();
  };

  play.addEventListener('click', toggle);
  scrub.addEventListener('input', () => {
    pause();
    seek(Number(scrub.value));
  });
  colours.addEventListener('change', draw);
  canvas.addEventListener('pointerover', ({ target }) => {
    const cell = target instanceof Element ? target.closest('[data-position]') : null;
    if (cell instanceof HTMLElement) activate(Number(cell.dataset['position']));
  });
  canvas.addEventListener('pointerleave', () => activate(null));
  canvas.addEventListener('keydown', (event) => {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move === undefined) return;
    event.preventDefault();
    activate(Math.min(request.canvasLength - 1, Math.max(0, (active ?? -1) + move)));
  });
  window.addEventListener('keydown', (event) => {
    if (event.target instanceof HTMLSelectElement || event.ctrlKey || event.metaKey || event.altKey) return;
    const mode = [...colours.options][Number(event.key) - 1];
    const stride = event.shiftKey ? 10 : 1;
    if (event.key === ' ' && event.target !== play) toggle();
    else if (event.key === 'ArrowLeft') seek(cursor - stride);
    else if (event.key === 'ArrowRight') seek(cursor + stride);
    else if (event.key === 'Home') seek(0);
    else if (event.key === 'End') seek(steps.length);
    else if (mode !== undefined) {
      colours.value = mode.value;
      draw();
    } else return;
    if (event.key !== ' ' || event.target !== play) event.preventDefault();
    if (event.key.startsWith('Arrow') || event.key === 'Home' || event.key === 'End') pause();
  });

  scrub.max = String(steps.length);
  seek(matchMedia('(prefers-reduced-motion: reduce)').matches ? steps.length : 0);
  if (cursor === 0) toggle();
})();

/**
 * A trace as its file has it.
 * @typedef {{
 *   request: { canvasLength: number, maskId: number },
 *   pieces: Record<string, string>,
 *   final: number[],
 *   steps: {
 *     length?: number, inserted?: [number, number], unmask: number[], remask: number[], positions: number[], candidates: number, topIds: number[],
 *     topLogProbs: (number | '-Infinity')[], entropy: number[], rawConfidence: number[],
 *   }[],
 * }} SavedTrace
 */

/**
 * One position: the token it holds, the step that put it there, the row of the numbers about it, how often it was revised.
 * @typedef {{ token: number | null, step: number | null, row: number, guess: number | null, revisions: number }} Slot
 */
