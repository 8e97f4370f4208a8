/** Colours of the roles of a scene in a file; on the page the same roles are the CSS variables `--chart-<role>`. */
import type { Paint } from '../charts/scene.ts';

export type Theme = 'light' | 'dark';

type Role = Exclude<Paint, `#${string}`>;

/** Text roles and series reach 4.5 : 1 on the surface (series also colour labels). Same values as the page's tokens. */
export const palettes: Readonly<Record<Theme, Readonly<Record<Role, `#${string}`>>>> = {
  light: {
    ink: '#1b1d21',
    muted: '#5c626b',
    grid: '#e3e5e9',
    surface: '#ffffff',
    accent: '#2457c5',
    'series-1': '#1f5fa8',
    'series-2': '#b8500c',
    'series-3': '#1b7a55',
    'series-4': '#8a3d8f',
  },
  dark: {
    ink: '#e8eaed',
    muted: '#a0a6b0',
    grid: '#31353c',
    surface: '#16181c',
    accent: '#8ab0ff',
    'series-1': '#6fb1ef',
    'series-2': '#f0a15a',
    'series-3': '#57c99b',
    'series-4': '#d79ae0',
  },
};

export function resolvePaint(paint: Paint, theme: Theme): `#${string}` {
  return paint.startsWith('#') ? (paint as `#${string}`) : palettes[theme][paint as Role];
}
