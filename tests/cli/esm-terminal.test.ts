/** Deciding interrupted calls and taking locks away, as a person at a terminal does. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { scratchCommand } from './command.js';
import { type Conversation, converse, type Transcript, whyNoTerminal } from './pseudo-terminal.js';

const missing = whyNoTerminal();
if (missing !== undefined && process.env['CI'] === 'true') throw new Error(missing);
if (missing !== undefined) console.warn(`skipped: ${missing}`);

const CTRL_C = '\u0003';
const END = '\u0004';

/** Tickets have a number that only the answer tells; creating `slow` ones never ends. */
const TICKETS = `
import { field, resource } from 'holdfast/plugin';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const path = (id) => process.env.TICKETS + '/' + id;

export default resource({
  ref: 'acme.ticket',
  summary: 'A ticket.',
  fields: {
    name: field.string({ doc: 'What it is about.' }),
    resource_id: field.string({ doc: 'Its number.', computed: true, stable: true }),
  },
  identity: { kind: 'id', of: (_args, known) => (known.resource_id ? { id: known.resource_id } : undefined) },
  async observe(_ctx, { id }) {
    if (!existsSync(path(id))) return { kind: 'absent' };
    return { kind: 'present', id, state: { name: readFileSync(path(id), 'utf8'), resource_id: id } };
  },
  async create(_ctx, { name }) {
    writeFileSync(path('T-' + name), name);
    if (process.env.HANG) await new Promise(() => setInterval(() => undefined, 1000));
    return { id: 'T-' + name };
  },
  async remove(_ctx, current) { rmSync(path(current.id)); },
});
`;

// Announced first: a command need not be looked up.
const site = `go:\n  cmd.run:\n    - cmd: sleep 60\n${['a', 'b', 'c'].map((name) => `${name}:\n  acme.ticket.present: []\n`).join('')}`;

describe.skipIf(missing !== undefined)('at a terminal', () => {
  const holdfast = scratchCommand();
  const children: number[] = [];
  afterEach(() => {
    for (const pid of children.splice(0)) {
      try {
        process.kill(-pid, 'SIGKILL');
      } catch {
        // It has ended.
      }
    }
  });

  const env = () => ({ ...holdfast.env, TICKETS: holdfast.directory });
  const at = (words: readonly string[], steps: Conversation['steps'] = []): Promise<Transcript> =>
    converse({ command: [process.execPath, holdfast.main, ...words], cwd: holdfast.directory, env: env(), steps });
  const plain = (text: string): string => text.replaceAll(/\u001b\[[\d;?]*[a-zA-Z]/g, '').replaceAll('\r', '');

  /** A run that hangs in the calls of the whole tree. */
  async function hangingRun(): Promise<{ readonly pid: number }> {
    holdfast.files({
      'holdfast.yaml': 'run_name: site\n',
      'holdfast.plugins/states/acme/ticket.js': TICKETS,
      'site.sls': site,
    });
    const events = join(holdfast.directory, 'events');
    const child = spawn(process.execPath, [holdfast.main, 'state', 'site.sls', '--yes', '--events', events], {
      cwd: holdfast.directory,
      env: { ...env(), HANG: '1' },
      stdio: 'ignore',
      detached: true,
    });
    const pid = child.pid as number;
    children.push(pid);
    const begun = () => ['T-a', 'T-b', 'T-c'].every((id) => existsSync(join(holdfast.directory, id)));
    for (let look = 0; look < 400 && !(begun() && readFileSync(events, 'utf8').includes('cmd_|-go')); look++) {
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    expect(begun()).toBe(true);
    return { pid };
  }

  async function interrupted(): Promise<void> {
    const { pid } = await hangingRun();
    process.kill(-pid, 'SIGKILL');
    for (let look = 0; look < 400; look++) {
      const lock = await holdfast.run(['esm', 'lock', 'show', '--json']);
      if (!lock.stdout.includes('"alive"')) break;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  const open = async (): Promise<string[]> => {
    const listed = await holdfast.run(['esm', 'recover', '--json'], { env: env() });
    return (JSON.parse(listed.stdout) as { tag: string }[]).map(({ tag }) => tag.split('_|-')[1] as string).sort();
  };

  it('every call is asked for until the answer can be carried out', async () => {
    await interrupted();
    expect(await open()).toEqual(['a', 'b', 'c', 'go']);
    const { output, code, unmet } = await at(
      ['esm', 'recover'],
      [
        { wait: 'go_|-run: adopt ID', send: 'keep it\n' },
        { wait: 'leave it open', send: 'retry\n' },
        { wait: 'a_|-present: adopt ID', send: 'adopt\n' },
        { wait: 'leave it open', send: 'adopt T-nothing\n' },
        { wait: 'leave it open', send: 'adopt T-a\n' },
        { wait: 'b_|-present: adopt ID', send: 'remove\n' },
        { wait: 'leave it open', send: 'remove T-b\n' },
        { wait: 'c_|-present: adopt ID', send: '\n' },
      ],
    );
    const text = plain(output);
    expect([code, unmet], text).toEqual([0, []]);
    expect(text).toContain("'keep' is none of adopt, discard, retry, remove");
    expect(text).toContain('adopt needs the id of the thing that was made');
    expect(text).toContain('there is no acme.ticket with the id T-nothing');
    expect(text).toContain('T-a is in the enforced state now; the next run completes it');
    expect(text).toContain('the id of the thing to remove is not known');
    expect(text).toContain('T-b was removed');
    expect(text).toContain('the next run calls it again');
    expect(await open()).toEqual(['c']);
    expect(existsSync(join(holdfast.directory, 'T-b'))).toBe(false);
    const discarded = await at(['esm', 'recover'], [{ wait: 'leave it open', send: 'discard\n' }]);
    expect(plain(discarded.output)).toContain('it counts as without effect');
    expect(await open()).toEqual([]);
    expect(plain((await at(['esm', 'recover'])).output)).toBe('no call is open\n');
  });

  it.each([
    { name: 'Ctrl-C', send: CTRL_C, code: 130 },
    { name: 'the end of input', send: END, code: 0 },
  ])('$name leaves open what was not decided', async ({ send, code }) => {
    await interrupted();
    const stopped = await at(
      ['esm', 'recover'],
      [
        { wait: 'leave it open', send: 'discard\n' },
        { wait: 'a_|-present: adopt ID', send: 'adopt T-a\n' },
        { wait: 'b_|-present: adopt ID', send },
      ],
    );
    expect([stopped.code, plain(stopped.output)]).toEqual([code, expect.stringContaining('left open')]);
    expect(await open()).toEqual(['b', 'c']);
  });

  it('without a terminal the calls are listed, and decided by their tokens', async () => {
    await interrupted();
    const listed = await holdfast.run(['esm', 'recover'], { env: env() });
    expect([listed.code, listed.stdout]).toEqual([0, expect.stringMatching(/4 open calls\n$/)]);
    expect(listed.stderr).toBe('');
    const tag = 'acme.ticket_|-c_|-c_|-present';
    expect((await holdfast.run(['esm', 'recover', 'adopt', tag, 'T-c'], { env: env() })).code).toBe(0);
    expect(await open()).toEqual(['a', 'b', 'go']);
    for (const words of [['adopt'], ['adopt', tag], ['keep', tag], ['discard', 'nothing'], ['discard', tag, 'T-c']]) {
      const { code } = await holdfast.run(['esm', 'recover', ...words], { env: env() });
      expect([words, code]).toEqual([words, 2]);
    }
  });

  it('the holder of a lock is named before it is taken away', async () => {
    await hangingRun();
    const locked = await holdfast.run(['state', 'site.sls', '--yes'], { env: env() });
    expect([locked.code, locked.stderr]).toEqual([75, expect.stringContaining('locked by state site.sls')]);
    for (const [send, code] of [
      ['\n', 1],
      ['n\n', 1],
      [END, 1],
      [CTRL_C, 130],
    ] as const) {
      const kept = await at(['esm', 'unlock'], [{ wait: '[y/N]', send }]);
      expect([send, kept.code, plain(kept.output)]).toEqual([send, code, expect.stringContaining('nothing was done')]);
      expect(plain(kept.output)).toMatch(/The lock is held by state site\.sls \(process \d+ of .*\) since /);
    }
    const other = await holdfast.run(['esm', 'unlock'], { env: env() });
    expect([other.code, other.stderr]).toEqual([2, expect.stringMatching(/holdfast esm unlock [0-9a-f-]{36}/)]);
    const taken = await at(['esm', 'unlock', '--message', 'its machine burnt'], [{ wait: '[y/N]', send: 'y\n' }]);
    expect([taken.code, plain(taken.output)]).toEqual([0, expect.stringMatching(/unlocked: [0-9a-f-]{36}/)]);
    expect((await holdfast.run(['esm', 'lock', 'show'], { env: env() })).stdout).toBe('nobody holds the lock\n');
    const history = JSON.parse((await holdfast.run(['esm', 'history', '--json'])).stdout) as {
      runs: { operation: string; message?: string; outcome?: string }[];
      keep_mib: number;
    };
    expect(history.runs).toMatchObject([
      { operation: 'state site.sls' },
      { operation: 'esm unlock', message: 'its machine burnt', outcome: 'done' },
    ]);
    expect([history.runs[0]?.outcome, history.keep_mib]).toEqual([undefined, 64]);
  });
});
