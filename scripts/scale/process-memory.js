/** Memory of processes as Linux counts it (/proc). */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

/** @param {number} pid @returns {string} empty if the process is gone */
function statusOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return '';
  }
}

/** @param {number} pid @param {'VmRSS' | 'VmHWM' | 'PPid'} field */
function numberIn(pid, field) {
  return Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(statusOf(pid))?.[1] ?? 0);
}

/** Resident bytes. @param {number} pid */
export const residentBytes = (pid) => numberIn(pid, 'VmRSS') * 1024;

/** Most bytes that were resident since the start, or since `forgetPeak`; counted by the kernel. @param {number} pid */
export const peakBytes = (pid) => numberIn(pid, 'VmHWM') * 1024;

/** @param {number} pid */
export function forgetPeak(pid) {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5');
  } catch {
    // It is gone.
  }
}

/**
 * The processes of the Chromium that has this profile folder, by kind.
 * @param {string} profile
 * @returns {{ pid: number, kind: string }[]} kind: `browser`, `renderer`, `gpu-process`, `utility` …
 */
export function chromiumProcesses(profile) {
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), parent: numberIn(Number(name), 'PPid'), command: commandOf(Number(name)) }));
  const family = new Set(
    processes.filter(({ command }) => command.includes(`--user-data-dir=${profile}`)).map(({ pid }) => pid),
  );
  for (let before = -1; before !== family.size; ) {
    before = family.size;
    for (const { pid, parent } of processes) if (family.has(parent)) family.add(pid);
  }
  return processes
    .filter(({ pid }) => family.has(pid))
    .map(({ pid, command }) => ({ pid, kind: /--type=([\w-]+)/.exec(command)?.[1] ?? 'browser' }));
}

/** @param {number} pid */
function commandOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}
