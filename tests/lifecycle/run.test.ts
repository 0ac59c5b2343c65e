import { describe, expect, it } from 'vitest';
import { stateFunction, stateFunctions } from '../../src/contract/index.js';
import { fakePorts } from '../../src/testing/index.js';
import { check, runTree } from './harness.js';

/** A state whose calls end when the test says so. */
function gate() {
  const waiting = new Map<string, () => void>();
  const started: string[] = [];
  const running = new Set<string>();
  let most = 0;
  const definition = stateFunctions({
    ref: 'gate',
    summary: 'Waits until it is opened.',
    functions: {
      pass: stateFunction({
        summary: 'Waits.',
        fields: {},
        effects: 'none',
        run: async (ctx, args) => {
          started.push(args.name);
          running.add(args.name);
          most = Math.max(most, running.size);
          await new Promise<void>((resolve, reject) => {
            waiting.set(args.name, resolve);
            ctx.signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
          });
          running.delete(args.name);
          return { result: true };
        },
      }),
      alone: stateFunction({
        summary: 'Never two at once.',
        fields: {},
        effects: 'none',
        unique: true,
        run: async (_ctx, args) => {
          running.add(args.name);
          most = Math.max(most, running.size);
          await new Promise((resolve) => setImmediate(resolve));
          running.delete(args.name);
          return { result: true };
        },
      }),
    },
  });
  return { definition, started, open: (name: string) => waiting.get(name)?.(), most: () => most, waiting };
}

async function turn(): Promise<void> {
  for (let at = 0; at < 20; at++) await new Promise((resolve) => setImmediate(resolve));
}

describe('order', () => {
  it('serial runs the lowest order that is ready, so -1 is last', async () => {
    const { report } = await runTree({
      runtime: 'serial',
      files:
        'z:\n  test.nop:\n    - order: -1\na:\n  test.nop:\n    - require:\n      - test: c\nb: test.nop\nc: test.nop\nfirst:\n  test.nop:\n    - order: 1\n',
    });
    expect(report.results.map((one) => one.tag.id)).toEqual(['first', 'b', 'c', 'a', 'z']);
    expect(report.results.map((one) => one.runNumber)).toEqual([1, 2, 3, 4, 5]);
  });

  it('parallel numbers by wave and order, whatever ends first', async () => {
    const { report } = await runTree({
      files:
        'a:\n  test.nop:\n    - require:\n      - test: c\nb: test.nop\nc: test.nop\nd:\n  test.nop:\n    - require:\n      - test: a\n',
    });
    expect(report.results.map((one) => [one.tag.id, one.runNumber])).toEqual([
      ['b', 1],
      ['c', 2],
      ['a', 3],
      ['d', 4],
    ]);
  });

  it('starts as many as the limit allows, in written order', async () => {
    const { definition, started, open, most } = gate();
    const done = runTree({ plugins: [definition], batchSize: 2, files: 'a: gate.pass\nb: gate.pass\nc: gate.pass\n' });
    await turn();
    expect(started).toEqual(['a', 'b']);
    open('a');
    await turn();
    expect(started).toEqual(['a', 'b', 'c']);
    open('b');
    open('c');
    await done;
    expect(most()).toBe(2);
  });

  it('a step starts as soon as what it needs has ended, not with a wave', async () => {
    const { definition, started, open } = gate();
    const done = runTree({
      plugins: [definition],
      files: 'slow: gate.pass\nquick: gate.pass\nnext:\n  gate.pass:\n    - require:\n      - gate: quick\n',
    });
    await turn();
    open('quick');
    await turn();
    expect(started).toEqual(['slow', 'quick', 'next']);
    open('next');
    open('slow');
    await done;
  });

  it('never runs two of a unique function at once', async () => {
    const { definition, most } = gate();
    const { outcomes } = await runTree({
      plugins: [definition],
      files: 'u:\n  gate.alone:\n    - names: [a, b, c, d]\n',
    });
    expect(most()).toBe(1);
    expect(Object.values(outcomes)).toEqual(['unchanged', 'unchanged', 'unchanged', 'unchanged']);
  });
});

describe('bindings', () => {
  it('take values with their types, and put text into text', async () => {
    const { of } = await runTree({
      files: [
        'net:\n  test.present:\n    - new_state: {cidr: 10.0.0.0/16, ports: [80, 443], size: 3}',
        'vms:\n  test.succeed_with_arg_bind:\n    - names: [a, b]\n    - parameters:\n        range: ${test:net:cidr}\n        second: ${test:net:ports[1]}\n        label: "in ${test:net:cidr}, yes ${test:net:cidr}"\n        all: ${test:net:ports}\n',
      ].join('\n'),
    });
    expect(of('vms[a]').newState).toEqual({
      testing: { range: '10.0.0.0/16', second: 443, label: 'in 10.0.0.0/16, yes 10.0.0.0/16', all: [80, 443] },
    });
  });

  it('write other values into a text as the language writes them, and say when that is hardly meant', async () => {
    const { of, events } = await runTree({
      files:
        'a:\n  test.present:\n    - new_state: {n: 5, yes: true, none: null, list: [x, 1]}\nb:\n  test.succeed_with_arg_bind:\n    - parameters: {n: "vm-${test:a:n}", yes: "-${test:a:yes}-", list: "<${test:a:list}>", none: "-${test:a:none}-"}\n',
    });
    expect(of('b').newState).toEqual({ testing: { n: 'vm-5', yes: '-True-', list: "<['x', 1]>", none: '-None-' } });
    const warned = events.flatMap((one) => (one.type === 'diagnostic' ? [one.diagnostic.code] : []));
    expect(warned).toEqual(['engine/bound-no-text', 'engine/bound-no-text']);
  });

  it('name a chunk by what its name was bound to', async () => {
    const files =
      'a:\n  test.present:\n    - new_state: {n: made}\nb:\n  test.present:\n    - name: ${test:a:n}\n    - new_state: {x: 1}\n';
    const { of, enforced } = await runTree({ files });
    expect(of('b').tag.name).toBe('made');
    expect(enforced.get('test_|-b_|-made_|-')?.state).toEqual({ x: 1 });
  });

  it('that lack their key fail the chunk, naming what there is', async () => {
    const { of } = await runTree({
      files:
        'net:\n  test.present:\n    - new_state: {cidr: x}\nvm:\n  test.succeed_with_arg_bind:\n    - parameters: {range: "${test:net:cdir}"}\n',
    });
    expect(of('vm').outcome).toBe('failed');
    expect(of('vm').diagnostics[0]).toMatchObject({
      code: 'engine/binding-failed',
      span: { file: 'site.sls', line: 6 },
    });
    expect(of('vm').comment.join()).toContain("has no key 'cdir' (it has cidr)");
  });

  it('to a failed target skip the chunk', async () => {
    const { of } = await runTree({
      files:
        'net: test.fail_without_changes\nvm:\n  test.succeed_with_arg_bind:\n    - parameters: {range: "${test:net:cidr}"}\n',
    });
    expect(of('vm').outcome).toBe('skipped: dependency');
  });

  it('reach into what an earlier run enforced', async () => {
    const first = await runTree({ files: 'net:\n  test.present:\n    - new_state: {cidr: 10.1.0.0/16}\n' });
    const second = await runTree({
      enforced: first.enforced.reopen(),
      files:
        'vm:\n  test.succeed_with_arg_bind:\n    - parameters: {range: "${test:net:cidr}"}\n    - require:\n      - test: net\n',
    });
    expect(second.of('vm').newState).toEqual({ testing: { range: '10.1.0.0/16' } });
  });
});

describe('what is wrong before anything runs', () => {
  it.each([
    ['an unknown state', 'a: tset.nop\n', 'engine/unknown-state', "did you mean 'test'?"],
    [
      'an unknown target',
      'web: test.nop\na:\n  test.nop:\n    - require:\n      - test: wbe\n',
      'engine/unknown-target',
      "did you mean 'web'?",
    ],
    [
      'a target with its function',
      'web: test.nop\na:\n  test.nop:\n    - require:\n      - test.nop: web\n',
      'engine/unknown-target',
      "did you mean 'test: web'?",
    ],
    [
      'an unknown binding target',
      'web: test.nop\na:\n  test.succeed_with_comment:\n    - comment: ${test:wbe:x}\n',
      'engine/unknown-binding-target',
      "did you mean 'web'?",
    ],
    [
      'an ambiguous binding',
      'web:\n  test.nop:\n    - names: [x, y]\na:\n  test.succeed_with_comment:\n    - comment: ${test:web:x}\n',
      'engine/ambiguous-binding',
      'select one: ${test:web[x]:…}',
    ],
  ])('%s is an error with a place and a hint', async (_name, files, code, hint) => {
    const diagnostics = await check({ files });
    expect(diagnostics.map((one) => one.code)).toContain(code);
    const found = diagnostics.find((one) => one.code === code);
    expect(found?.span?.file).toBe('site.sls');
    expect(found?.hints?.join('\n')).toContain(hint);
  });

  it('the shortest cycle is shown in order, each edge with its place', async () => {
    const diagnostics = await check({
      files:
        'a:\n  test.nop:\n    - require:\n      - test: b\nb:\n  test.nop:\n    - require:\n      - test: c\nc:\n  test.nop:\n    - require:\n      - test: b\n      - test: a\n',
    });
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]?.summary).toBe('these states wait for each other: b → c → b');
    expect(diagnostics[0]?.related?.map(({ span }) => span?.line)).toEqual([8, 12]);
  });

  it('a target selection that matches nothing is an error', async () => {
    expect(await check({ files: 'web: test.nop\n', targets: ['wbe'] })).toMatchObject([
      { code: 'engine/unknown-selection', hints: ["did you mean 'web'?", expect.any(String)] },
    ]);
  });
});

describe('selecting', () => {
  it('runs what is selected with what it needs, and leaves the rest', async () => {
    const { outcomes } = await runTree({
      targets: ['b*'],
      files: 'a: test.nop\nb1:\n  test.nop:\n    - require:\n      - test: a\nc: test.nop\n',
    });
    expect(outcomes).toEqual({ a: 'unchanged', b1: 'unchanged', c: 'skipped: target' });
  });
});

describe('growing', () => {
  it('runs what a state adds, after it', async () => {
    const { report } = await runTree({ files: 'adds: test.update_low\nother: test.nop\n' });
    expect(report.results.map((one) => [one.tag.id, one.tag.name, one.runNumber])).toEqual([
      ['adds', 'adds', 1],
      ['other', 'other', 2],
      ['king_arthur', 'totally_extra_alls', 3],
    ]);
  });

  it('lets a holder wait for a target that is added later', async () => {
    const { outcomes } = await runTree({
      files: 'waits:\n  test.nop:\n    - require:\n      - test: king_arthur\nadds: test.update_low\n',
    });
    expect(outcomes).toMatchObject({ adds: 'unchanged', waits: 'unchanged' });
  });

  it('fails a holder when nothing can add its target any more', async () => {
    const { of } = await runTree({
      files: 'waits:\n  test.nop:\n    - require:\n      - test: nobody\nadds: test.update_low\n',
    });
    expect(of('waits')).toMatchObject({ outcome: 'failed', diagnostics: [{ code: 'engine/unknown-target' }] });
    expect(of('king_arthur').outcome).toBe('unchanged');
  });

  it('renders a delayed block when what it waits for has run', async () => {
    const { outcomes } = await runTree({
      files:
        'happy: test.nop\n#!require:happy\nwow:\n  test.nop:\n    - require:\n      - test: happy\n#!END\nlast: test.nop\n',
    });
    expect(outcomes).toEqual({ happy: 'unchanged', last: 'unchanged', wow: 'unchanged' });
  });

  it('fails a state that adds others without having said that it may', async () => {
    const sly = stateFunctions({
      ref: 'sly',
      summary: 'Adds states unasked.',
      functions: {
        pass: stateFunction({
          summary: 'Adds one.',
          fields: {},
          effects: 'none',
          run: async (ctx) => {
            await ctx.extend({ more: { 'test.nop': [] } });
            return { result: true };
          },
        }),
      },
    });
    const { of } = await runTree({ plugins: [sly], files: 'a: sly.pass\n' });
    expect(of('a').outcome).toBe('failed');
    expect(JSON.stringify(of('a').diagnostics)).toContain('engine/cannot-grow');
  });

  it('names a block whose condition never comes true', async () => {
    const { report } = await runTree({ files: 'happy: test.nop\n#!require:hapy\nwow: test.nop\n#!END\n' });
    expect(report.diagnostics).toMatchObject([
      { code: 'engine/never-released', severity: 'error', span: { line: 2, column: 1 } },
    ]);
  });
});

describe('stopping', () => {
  it('starts nothing new at the first signal, and says what is in flight', async () => {
    const { definition, started, open } = gate();
    const stop = new AbortController();
    const done = runTree({ plugins: [definition], stop, batchSize: 1, files: 'a: gate.pass\nb: gate.pass\n' });
    await turn();
    stop.abort();
    await turn();
    open('a');
    const { outcomes, events, report } = await done;
    expect(started).toEqual(['a']);
    expect(outcomes).toEqual({ a: 'unchanged', b: 'skipped: cancelled' });
    expect(events.find((one) => one.type === 'stopping')).toEqual({
      type: 'stopping',
      inFlight: ['gate_|-a_|-a_|-pass'],
    });
    expect(report.stopped).toBe(true);
  });

  it('aborts what is in flight at the second', async () => {
    const { definition } = gate();
    const stop = new AbortController();
    const abort = new AbortController();
    const done = runTree({ plugins: [definition], stop, abort, files: 'a: gate.pass\n' });
    await turn();
    stop.abort();
    await turn();
    abort.abort();
    expect((await done).outcomes.a).toMatch(/^(failed|interrupted)$/);
  });

  it('gives up what does not hear it', async () => {
    const deaf = stateFunctions({
      ref: 'deaf',
      summary: 'Hears nothing.',
      functions: {
        pass: stateFunction({ summary: 'Waits.', fields: {}, effects: 'none', run: () => new Promise(() => {}) }),
      },
    });
    const stop = new AbortController();
    const abort = new AbortController();
    const ports = fakePorts();
    const immediate = { ...ports, clock: { ...ports.clock, sleep: () => Promise.resolve() } };
    const done = runTree({
      plugins: [deaf],
      stop,
      abort,
      ports: immediate,
      files: 'a: deaf.pass\nb:\n  test.nop:\n    - require:\n      - deaf: a\n',
    });
    await turn();
    stop.abort();
    abort.abort();
    const { outcomes } = await done;
    expect(outcomes.a).toMatch(/^(failed|interrupted)$/);
    expect(outcomes.b).toBe('skipped: cancelled');
  });
});

describe('a mistake of our own', () => {
  it('fails the chunk and says that it is one', async () => {
    const pends = stateFunctions({
      ref: 'odd',
      summary: 'Is pending.',
      functions: {
        pass: stateFunction({
          summary: 'Is pending.',
          fields: {},
          effects: 'none',
          run: () => ({ result: true, rerun_data: 1 }),
        }),
      },
    });
    const { of } = await runTree({
      plugins: [pends],
      files: 'a: odd.pass\n',
      onEvent({ type }) {
        if (type === 'pending') throw new Error('whoever listens must not throw');
      },
    });
    expect(of('a')).toMatchObject({ outcome: 'failed', diagnostics: [{ code: 'engine/bug' }] });
  });
});
