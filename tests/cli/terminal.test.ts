/** What a person at a terminal sees and types. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratchCommand } from './command.js';
import { type Conversation, converse, type Transcript, whyNoTerminal } from './pseudo-terminal.js';

const missing = whyNoTerminal();
if (missing !== undefined && process.env['CI'] === 'true') throw new Error(missing);
if (missing !== undefined) console.warn(`skipped: ${missing}`);

const site = `net:
  cloud.network.present:
    - address_block: 10.0.0.0/16
web:
  cloud.instance.present:
    - names: [web1, web2]
    - network_id: \${cloud.network:net:resource_id}
`;

const CTRL_C = '\u0003';

describe.skipIf(missing !== undefined)('at a terminal', () => {
  const holdfast = scratchCommand();
  const at = (words: readonly string[], more: Partial<Conversation> = {}): Promise<Transcript> =>
    converse({
      command: [process.execPath, holdfast.main, ...words],
      cwd: holdfast.directory,
      env: holdfast.env,
      ...more,
    });

  it('shows the plan, asks once, and makes it so', async () => {
    holdfast.files({ 'site.sls': site });
    const first = await at(['state', 'site.sls'], { steps: [{ wait: '[y/N]', send: 'y\n' }] });
    expect(plain(first.output)).toContain('+ create  cloud.network.present net');
    expect(plain(first.output)).toContain('3 to change: 3 to create; 0 unchanged');
    expect(plain(first.output)).toContain('3 changed in');
    expect(first.code).toBe(0);
    const second = await at(['state', 'site.sls']);
    expect(plain(second.output)).toContain('0 changed, 3 unchanged');
    expect(plain(second.output)).not.toContain('[y/N]');
    expect(second.code).toBe(0);
  });

  const refusals = [
    { name: 'no is the default', send: '\n', code: 1 },
    { name: 'no is no', send: 'no\n', code: 1 },
    { name: 'the end of input is no', send: '\u0004', code: 1 },
    { name: 'Ctrl-C is no', send: CTRL_C, code: 130 },
  ];
  it.each(refusals)('$name', async ({ send, code }) => {
    holdfast.files({ 'site.sls': site });
    const { output, code: ended } = await at(['state', 'site.sls'], { steps: [{ wait: '[y/N]', send }] });
    expect(plain(output)).toContain('nothing was done');
    expect(ended).toBe(code);
    expect((await holdfast.run(['plan', 'site.sls'])).stdout).toContain('3 to create');
  });

  it('shows what is left to do of a plan, and what is not, before it applies the plan', async () => {
    const volumes = (a: number, b: number) =>
      `a:\n  cloud.volume.present:\n    - capacity: ${a}\nb:\n  cloud.volume.present:\n    - capacity: ${b}\n`;
    holdfast.files({ 'site.sls': volumes(1, 1) });
    await holdfast.run(['state', 'site.sls', '--yes']);
    holdfast.files({ 'site.sls': volumes(2, 2) });
    await holdfast.run(['plan', 'site.sls', '-o', 'site.plan']);
    holdfast.files({ 'other.sls': volumes(1, 5) });
    await holdfast.run(['state', 'other.sls', '--yes']);
    const { output, code } = await at(['apply', 'site.plan'], { steps: [{ wait: '[y/N]', send: 'y\n' }] });
    const [before, after] = plain(output).split('[y/N]');
    expect(before).toContain('~ update  cloud.volume.present a');
    expect(before).toContain('not done cloud.volume.present b');
    expect(before).toContain('would replace, and the plan says update');
    expect(after).toContain('1 changed, 1 skipped (plan)');
    expect(code).toBe(3);
  });

  it('keeps standard output for the result', async () => {
    holdfast.files({ 'site.sls': site });
    const stdout = join(holdfast.directory, 'out.yaml');
    const { output } = await at(['state', 'site.sls', '--output', 'yaml'], {
      stdout,
      steps: [{ wait: '[y/N]', send: 'yes\n' }],
    });
    expect(plain(output)).toContain('Make it so?');
    const result = readFileSync(stdout, 'utf8');
    expect(result).toMatch(/^cloud\.network_\|-net_\|-net_\|-present:/);
    expect(result).not.toContain('Make it so?');
  });

  it('is never silent for half a second while it works', async () => {
    holdfast.files({
      'slow.sls':
        'first:\n  time.sleep:\n    - duration: 1.5\nafter:\n  test.nop:\n    - require:\n      - time: first\n',
    });
    const { output, longestSilence } = await at(['state', 'slow.sls', '--yes']);
    expect(plain(output)).toMatch(/time\.sleep first +1\.\d s/);
    expect(plain(output)).toContain('test after waits for time first (require)');
    expect(plain(output)).toContain('0/2 done');
    // Half a second is what is promised; a loaded machine gets some grace.
    expect(longestSilence).toBeLessThan(1);
  });

  it('stops at the first Ctrl-C and says what is in flight, aborts at the second', async () => {
    holdfast.files({
      'long.sls': 'long:\n  time.sleep:\n    - duration: 60\nlater:\n  test.nop:\n    - require:\n      - time: long\n',
    });
    const { output, code, seconds } = await at(['state', 'long.sls', '--yes'], {
      steps: [
        { wait: 'time.sleep long', send: CTRL_C },
        { wait: 'again to abort', send: CTRL_C },
      ],
    });
    expect(plain(output)).toContain('waiting for time.sleep long; again to abort');
    expect(code).toBe(130);
    expect(seconds).toBeLessThan(20);
    expect((await holdfast.run(['state', 'long.sls', '--test'])).code).toBe(0);
  });

  it('shows a generated key once, when told to', async () => {
    holdfast.files({ 'key.sls': 'deploy:\n  cloud.key.present: []\n' });
    const { output } = await at(['state', 'key.sls'], {
      steps: [
        { wait: '[y/N]', send: 'y\n' },
        { wait: '[y/N]', send: 'y\n' },
      ],
    });
    expect(plain(output)).toContain('-----BEGIN');
    expect(plain(output).split('-----BEGIN').length).toBe(2);
  });

  it('uses colours unless NO_COLOR is set', async () => {
    const { output } = await at(['doc']);
    expect(output).toContain('\u001b[1mStates');
    const colourless = await at(['doc'], { env: { ...holdfast.env, NO_COLOR: '1' } });
    expect(colourless.output).not.toContain('\u001b[1m');
  });
});

/** Without escape codes, with plain line ends. */
function plain(output: string): string {
  return output.replace(/\u001b\[[0-9;?]*[A-Za-z]/g, '').replaceAll('\r\n', '\n');
}
