import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { strategies } from '../../src/decode/strategies/registry.ts';
import { pythonCall } from '../../src/export/python-call.ts';
import { requestOf } from '../../src/state/decode-request.ts';
import { defaultSettings, type Settings } from '../../src/state/settings-slice.ts';
import { header, request } from '../state/stub-decode.ts';

const call = (settings: Partial<Settings>, promptText = 'Write f.') =>
  pythonCall({
    promptText,
    request: requestOf({ ...defaultSettings, ...settings }, request.prompt, header.model.tokens),
    quantisation: 'u8',
  });
const canvas = { canvasLength: 64, steps: 64, blockLength: 64 };

describe('pythonCall', () => {
  it('calls Dream with its own names', () => {
    const program = call({ ...canvas, strategy: 'topk-margin', temperature: 0.2, topP: 0.95, algTemp: 0.1, seed: '7' });
    expect(program).toContain('torch.manual_seed(7)');
    expect(program).toContain(
      [
        '    max_new_tokens=64,',
        '    steps=64,',
        '    temperature=0.2,',
        '    top_p=0.95,',
        '    top_k=None,',
        '    alg="topk_margin",',
        '    alg_temp=0.1,',
        '    eps=0.001,',
      ].join('\n'),
    );
    expect(program).toContain('# Draws come from another generator');
    expect(program).not.toContain('suppress_mask');
    expect(call({ ...canvas, suppressMask: true })).toContain('generation_logits_hook_func=suppress_mask,');
  });

  it('calls LLaDA with its own names, blocks and guidance', () => {
    const program = call({
      strategy: 'low-confidence',
      schedule: 'llada',
      ...canvas,
      blockLength: 32,
      guidance: 1.5,
      suppressEos: true,
    });
    expect(program).toContain('https://github.com/ML-GSAI/LLaDA');
    expect(program).toContain(
      [
        '    steps=64,',
        '    gen_length=64,',
        '    block_length=32,',
        '    temperature=0,',
        '    cfg_scale=1.5,',
        '    remasking="low_confidence",',
        '    mask_id=126336,',
        '    logits_eos_inf=True,',
        '    confidence_eos_eot_inf=False,',
      ].join('\n'),
    );
  });

  it('says what a call cannot say', () => {
    expect(call({ ...canvas, blockLength: 32, schedule: 'llada', guidance: 2, ties: 'random' })).toMatch(
      /# The llada schedule.*# Ties went to "random".*# Blocks of 32.*# Guidance of 2/s,
    );
    expect(call({ strategy: 'random', schedule: 'llada', topP: 0.9, suppressMask: true })).toMatch(
      /# Top-p 0\.9 is left out.*# This decode never drew the mask/s,
    );
  });

  it('calls Fast-dLLM for its rule, with the threshold', () => {
    const options = { threshold: { threshold: 0.8 }, 'threshold-dream': { threshold: 0.7 } };
    expect(call({ strategy: 'threshold', schedule: 'llada', options })).toMatch(
      /Fast-dLLM, folder llada.*threshold=0\.8,/s,
    );
    expect(call({ strategy: 'threshold-dream', options })).toMatch(
      /Fast-dLLM, folder dream.*alg="confidence_threshold".*threshold=0\.7,/s,
    );
  });

  it('names the repository of a strategy that no call has', () => {
    const program = call({ strategy: 'saber', schedule: 'llada', options: { saber: { n: 3 } } });
    expect(program).toContain('# https://github.com/zhaoyMa/Saber');
    expect(program).toContain('    "n": 3,');
    expect(program).not.toContain('generate(');
  });

  const python = spawnSync('python3', ['--version']).status === 0;
  it.skipIf(!python)('is Python for every strategy, and the prompt in it is the prompt', () => {
    const prompt = '"""\n\\"; import os\u202e 🙂\r\0';
    const script = [
      'import ast, json, sys',
      'queries = []',
      'for program in json.load(sys.stdin):',
      '    for node in ast.parse(program).body:',
      '        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "query":',
      '            queries.append(node.value.value)',
      'print(json.dumps(queries))',
    ].join('\n');
    const programs = strategies.map(({ id, schedule }) =>
      call({ strategy: id, schedule, suppressMask: true, doubtEnds: true, guidance: 1, ties: 'random' }, prompt),
    );
    const { stdout, stderr } = spawnSync('python3', ['-c', script], { input: JSON.stringify(programs) });
    expect(stderr.toString()).toBe('');
    expect(JSON.parse(stdout.toString())).toEqual(strategies.map(() => prompt));
  });
});
