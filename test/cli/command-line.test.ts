/** The command that the page offers, read by the shell and by the CLI's own parser. */
import { spawnSync } from 'node:child_process';
import { Command } from 'commander';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDecodeFlags, type DecodeFlags, settingsOf } from '../../src/cli/decode-settings.ts';
import { checkRequest } from '../../src/decode/request.ts';
import { strategies } from '../../src/decode/strategies/registry.ts';
import type { DecodeRequest } from '../../src/decode/types.ts';
import { commandLine, comparisonCommands } from '../../src/export/command-line.ts';
import { requestOf } from '../../src/state/decode-request.ts';
import { tracedExperiment } from '../../src/state/experiment-url.ts';
import { defaultSettings, type Settings } from '../../src/state/settings-slice.ts';
import { header, request, stubTrace } from '../state/stub-decode.ts';

const { tokens } = header.model;

/** What the shell hands to the program. */
function argumentsOf(command: string): string[] {
  const script = `npx() { shift 2; printf '%s\\0' "$@"; }\n${command}`;
  const { stdout } = spawnSync('bash', ['-c', script], { env: { ...process.env, LC_ALL: 'C.UTF-8' } });
  return stdout.toString('utf8').split('\0').slice(0, -1);
}

/** The prompt and the request that the CLI would run. */
function readBack(command: string): { prompt: string | undefined; variant: string; settings: object } {
  const parser = addDecodeFlags(
    new Command().exitOverride().option('--strategy <id>', '', 'entropy').option('--out <file>'),
  );
  const flags = parser.parse(argumentsOf(command), { from: 'user' }).opts<DecodeFlags & { strategy: string }>();
  const settings = settingsOf(flags, flags.strategy, flags.option, { tokens: { ...tokens, eos: [...tokens.eos] } });
  return { prompt: flags.prompt, variant: flags.variant, settings };
}

const call = (settings: Partial<Settings>, promptText = 'Write f.', quantisation = 'u8') => ({
  promptText,
  request: requestOf({ ...defaultSettings, ...settings }, request.prompt, tokens),
  quantisation,
});
/** As the CLI says it: without prompt and mask, options always there. */
const expected = ({ prompt, maskId, ...rest }: DecodeRequest): object => ({ ...rest, options: rest.options ?? {} });

describe('commandLine', () => {
  it('is one flag a line, only for what is not the default', () => {
    expect(commandLine(call({ temperature: 0.2, topP: 0.95, canvasLength: 64, steps: 64, blockLength: 32 }))).toBe(
      [
        'npx diffuscope decode',
        "--prompt='Write f.'",
        '--variant=u8',
        '--strategy=entropy',
        '--length=64',
        '--block-length=32',
        '--temperature=0.2',
        '--top-p=0.95',
        '--seed=1',
      ].join(' \\\n  '),
    );
  });

  it.each(strategies.map(({ id }) => id))('gives the same request of %s again', (strategy) => {
    const { schedule, options = [], needs = [] } = strategies.find(({ id }) => id === strategy)!;
    if (needs.includes('growth')) return; // Its ends follow from the model, and the CLI refuses it.
    const own = Object.fromEntries(options.map((spec) => [spec.name, spec.default]));
    const said = call({ strategy, schedule, options: { [strategy]: own } });
    expect(readBack(commandLine(said))).toEqual({
      prompt: 'Write f.',
      variant: 'u8',
      settings: expected(said.request),
    });
  });

  it('gives every setting again', () => {
    const said = call({
      strategy: 'threshold-dream',
      schedule: 'llada',
      canvasLength: 48,
      steps: 24,
      blockLength: 16,
      temperature: 0.7,
      topP: 0.9,
      topK: 50,
      algTemp: 0.5,
      suppressMask: true,
      seed: '18446744073709551615',
      eps: 0.01,
      skipEmptySteps: true,
      order: 'filter-first',
      ties: 'random',
      guidance: 1.5,
      suppressEos: true,
      doubtEnds: true,
    });
    checkRequest(said.request, 256);
    expect(readBack(commandLine(said)).settings).toEqual(expected(said.request));
    expect(readBack(commandLine({ ...said, quantisation: 'bf16' })).variant).toBe('f32');
    expect(commandLine({ ...said, model: 'models/large' })).toContain('--model=models/large');
    expect(commandLine(said)).not.toContain('--model');
  });

  it('gives the request of a trace again', async () => {
    const trace = await stubTrace();
    const said = { promptText: trace.promptText, request: trace.request, quantisation: trace.model.quantisation };
    expect(readBack(commandLine(said)).settings).toEqual(expected(trace.request));
    expect(tracedExperiment(trace).promptText).toBe(said.promptText);
  });

  it('hands over any prompt, however hostile', () => {
    const nasty = fc.constantFrom(
      "'; rm -rf ~ #",
      '$(id)',
      '`id`',
      '--seed=9',
      '-x',
      '\\',
      '!!',
      '\u001b[201~\nid\n',
      '"',
    );
    const prompt = fc
      .oneof(nasty, fc.string({ unit: 'binary', minLength: 1 }))
      .map((text) => text.replaceAll('\0', ''));
    fc.assert(
      fc.property(prompt, (text) => {
        expect(readBack(commandLine(call({}, text))).prompt).toBe(text);
      }),
      { numRuns: 60 },
    );
  });

  it('is one comparison where only strategies differ, and one command for each pane otherwise', () => {
    const llada = (strategy: string, more: Partial<Settings> = {}) => call({ strategy, schedule: 'llada', ...more });
    expect(comparisonCommands([llada('low-confidence'), llada('entropy')])).toBe(
      [
        'npx diffuscope compare',
        "--prompt='Write f.'",
        '--variant=u8',
        '--strategies=low-confidence,entropy',
        '--schedule=llada',
        '--length=96',
        '--seed=1',
        '--out=comparison',
      ].join(' \\\n  '),
    );
    // Each with its own schedule.
    expect(comparisonCommands([llada('low-confidence'), call({})])).not.toContain('--schedule');
    const apart = [
      [llada('low-confidence'), llada('low-confidence')],
      [llada('low-confidence'), llada('entropy', { temperature: 1 })],
      // A schedule that is neither one of all nor each one's own.
      [llada('low-confidence'), llada('entropy'), call({ strategy: 'topk-margin' })],
      [call({}), call({ strategy: 'threshold-dream', options: { 'threshold-dream': { threshold: 0.5 } } })],
      [call({})],
    ];
    for (const calls of apart) {
      const commands = comparisonCommands(calls).split('\n\n');
      expect(commands).toEqual(calls.map((one, index) => commandLine(one, `${'abc'[index]}.json`)));
      expect(readBack(commands[0]!).settings).toEqual(expected(calls[0]!.request));
    }
  });

  it('asks for a file where the prompt holds NUL', () => {
    const command = commandLine(call({}, 'a\0b'));
    expect(command).toMatch(/^# .*prompt\.txt/);
    expect(command).toContain('--prompt-file=prompt.txt');
  });
});
