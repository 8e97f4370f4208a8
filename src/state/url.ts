/**
 * What the page is about as the fragment of an address: `#p=Write+a+function&s=p2&t=0.2&at=12`, or of a comparison
 * `#p=Write+a+function&panes=2&t=0.2&b.ties=random`. Readable, short (what has its default is left out, what all panes
 * have in common is said once), and never sent to a server. Whatever a link says is checked; what is wrong is left out.
 */
import * as v from 'valibot';
import type { ProviderChoice } from '../engine/engine.ts';
import type { Quantisation } from '../model/manifest.ts';
import type { Alignment } from '../trace/alignment.ts';
import { defaultAlignment, MOST_PANES } from './compare-slice.ts';
import { type Experiment, experimentOf, settingsPairs, takeSettings } from './experiment-url.ts';
import { type LinkParts, linkParts, text, whole } from './link-parts.ts';
import { paneLetters } from './pane-labels.ts';
import type { Settings } from './settings-slice.ts';
import { type ColourMode, colourModes, type Layout, layouts } from './view-slice.ts';

/** Decodes side by side, of one prompt. */
export interface Comparison {
  readonly promptText: string;
  /** 0 … 4, each as in `Experiment`. */
  readonly panes: readonly Settings[];
  /** Index of the pane that the others are compared with. */
  readonly base: number;
  readonly alignment: Alignment;
}

/** What is absent has its default. At most one of example, comparison and experiment is there. */
export interface Link {
  /** Id of a recorded example. */
  readonly example?: string;
  /** Id in the manifest of the model that decodes; absent: the embedded one. */
  readonly model?: string;
  readonly comparison?: Comparison;
  readonly experiment?: Experiment;
  readonly provider?: ProviderChoice;
  readonly quantisation?: Quantisation;
  /** Steps shown; absent: all, and an example plays. */
  readonly cursor?: number;
  readonly colour?: ColourMode;
  readonly layout?: Layout;
}

/** Longer prompts are left out of a link: no model here takes them, and programs cut long addresses. */
export const MOST_PROMPT = 8000;

const promptSchema = v.pipe(text, v.maxLength(MOST_PROMPT));
const letters = paneLetters.map((letter) => letter.toLowerCase());
const viewParameters = {
  example: ['example', v.pipe(text, v.regex(/^[a-z0-9-]{1,40}$/))],
  model: ['model', v.pipe(text, v.regex(/^[a-z0-9][a-z0-9.-]{0,63}$/))],
  provider: ['on', v.picklist(['wasm', 'webgpu', 'webgpu-f32'])],
  quantisation: ['weights', v.picklist(['f32', 'u8', 'q4'])],
  cursor: ['at', whole(0, 1_000_000)],
  colour: ['colour', v.picklist(colourModes)],
  layout: ['layout', v.picklist(layouts)],
} as const;

/** Whether the link has to do without the prompt of what it leads to. */
export function leavesPromptOut({ experiment, comparison }: Link): boolean {
  return ((experiment ?? comparison)?.promptText.length ?? 0) > MOST_PROMPT;
}

/** Without `#`. */
export function encodeLink({ experiment, comparison, ...view }: Link): string {
  const pairs = new URLSearchParams();
  const subject = experiment ?? comparison;
  if (subject !== undefined) pairs.append('p', subject.promptText.length > MOST_PROMPT ? '' : subject.promptText);
  if (experiment !== undefined)
    for (const [name, value] of settingsPairs(experiment.settings)) pairs.append(name, value);
  if (comparison !== undefined) addPanes(pairs, comparison);
  for (const [field, [name, schema]] of Object.entries(viewParameters)) {
    const value = view[field as keyof typeof view];
    if (value !== undefined && v.is(schema, String(value))) pairs.append(name, String(value));
  }
  return pairs.toString();
}

function addPanes(pairs: URLSearchParams, { panes, base, alignment }: Comparison): void {
  pairs.append('panes', String(panes.length));
  const said = panes.map((settings) => new Map(settingsPairs(settings)));
  const isShared = (name: string): boolean => said.every((one) => one.get(name) === said[0]!.get(name));
  for (const [name, value] of said[0] ?? []) if (isShared(name)) pairs.append(name, value);
  said.forEach((one, index) => {
    for (const [name, value] of one) if (!isShared(name)) pairs.append(`${letters[index]}.${name}`, value);
  });
  if (base > 0) pairs.append('base', letters[base]!);
  if (alignment !== defaultAlignment(panes)) pairs.append('pace', alignment);
}

/**
 * @param fragment with or without `#`.
 * @returns the link, and the parts that were left out because no page takes them, as they stand in it.
 */
export function decodeLink(fragment: string): { readonly link: Link; readonly ignored: readonly string[] } {
  const ignored = new Set<string>();
  const drop = (name: string, value: string): void => {
    ignored.add(`${name}=${value}`.slice(0, 60));
  };
  const parts = linkParts(new URLSearchParams(fragment.replace(/^#/, '')), drop);
  const view = Object.entries(viewParameters).flatMap(([field, [name, schema]]) => {
    const value = parts.take(name, schema as v.GenericSchema<string, unknown>);
    return value === undefined ? [] : [[field, value]];
  });
  const link: Link = Object.fromEntries(view);
  const subject = link.example === undefined ? takeSubject(parts, drop) : {};
  parts.dropRest();
  return { link: { ...link, ...subject }, ignored: [...ignored] };
}

type Drop = (name: string, value: string) => void;

/** A link without a prompt names no decode. */
function takeSubject(parts: LinkParts, drop: Drop): Pick<Link, 'experiment' | 'comparison'> {
  const promptText = parts.take('p', promptSchema);
  if (promptText === undefined) return {};
  const count = parts.take('panes', whole(0, MOST_PANES));
  if (count === undefined) return { experiment: experimentOf(promptText, takeSettings(parts)) };
  return { comparison: { promptText, ...takePanes(parts, count, drop) } };
}

/** What a pane does not say itself is said for all of them. */
function takePanes(parts: LinkParts, count: number, drop: Drop): Omit<Comparison, 'promptText'> {
  const there = letters.slice(0, count);
  const base = parts.take('base', v.picklist(there));
  const pace = parts.take('pace', v.picklist(['step', 'fraction']));
  const own = there.map((letter) => new Map(parts.takeAll(`${letter}.`)));
  const shared = count === 0 ? [] : parts.takeAll('');
  const panes = own.map((said, index) => {
    const name = (part: string): string => (said.has(part) ? `${there[index]}.${part}` : part);
    const pane = linkParts(new Map([...shared, ...said]), (part, value) => drop(name(part), value));
    const settings = takeSettings(pane);
    pane.dropRest();
    return settings;
  });
  return { panes, base: base === undefined ? 0 : there.indexOf(base), alignment: pace ?? defaultAlignment(panes) };
}
