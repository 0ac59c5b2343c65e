/** A run as a process on a disk and in a cloud of its own, which can be killed at any step that changes either. */
import { dirname } from 'node:path';
import { memoryCloud, type World } from '../../src/clouds/index.js';
import type { Cloud, StoreContext } from '../../src/contract/index.js';
import { type Prepared, prepare, type RunOptions, type RunReport, run } from '../../src/engine/index.js';
import { checkState, type Life, type Liveness, openSession, readState, type Snapshot } from '../../src/esm/index.js';
import { type BuiltIn, createHub } from '../../src/hub/index.js';
import { type Clock, type LogFiles, Masker, MemoryDisk, type StepFault } from '../../src/kernel/index.js';
import { localStore } from '../../src/plugins/esm/local.js';
import type { LowState } from '../../src/sls/index.js';
import { fakeClock, fakePorts, fakeRandom } from '../../src/testing/index.js';
import { compile } from '../lifecycle/harness.js';

const RESOURCES = ['address', 'instance', 'network', 'subnet', 'volume'] as const;

const hub = createHub({
  builtIns: RESOURCES.map((name): BuiltIn => {
    return {
      folder: 'states',
      ref: `cloud.${name}`,
      load: () => import(`../../src/plugins/states/cloud/${name}.ts`) as Promise<{ default: unknown }>,
    };
  }),
});

/** Where the state and the world stand between two processes. */
export interface Scene {
  readonly disk: MemoryDisk;
  readonly world: World;
}

/** A copy in which everything has reached the disk. */
export async function copyOf({ disk, world }: Scene): Promise<Scene> {
  const copy = new MemoryDisk();
  for (const path of disk.paths()) copy.set(path, disk.bytes(path) as Uint8Array);
  const files = copy.process();
  for (const folder of new Set(disk.paths().map((path) => dirname(path)))) await files.syncFolder(folder);
  return { disk: copy, world };
}

/** A moment at which the process may be killed. */
export interface Moment {
  /** `disk write`, `cloud networks.create`. */
  readonly what: string;
  readonly when: 'before' | 'inside' | 'after';
}

export interface Lived {
  /** Every moment that was passed, the last being the one of the death. */
  readonly moments: readonly Moment[];
  /** Undefined when it was killed. */
  readonly report: RunReport | undefined;
  /** What was run. */
  readonly prepared: Prepared | undefined;
  readonly scene: Scene;
}

/** Operations that change a disk; killing between two others shows the same. */
const CHANGES = new Set(['write', 'link', 'replace', 'remove', 'renameFolder']);

class Mortal {
  readonly moments: Moment[] = [];
  readonly #killAt: number;
  #die: () => void = () => {};
  dead = false;
  readonly death = new Promise<void>((resolve) => {
    this.#die = resolve;
  });

  constructor(killAt: number) {
    this.#killAt = killAt;
  }

  /** True when this is the moment. */
  passes(what: string, when: Moment['when']): boolean {
    if (this.dead) return true;
    this.moments.push({ what, when });
    if (this.moments.length - 1 !== this.#killAt) return false;
    this.dead = true;
    this.#die();
    return true;
  }

  /** What a dead process waits for never comes. */
  living<Value>(work: Promise<Value>): Promise<Value> {
    return new Promise((resolve, reject) => {
      work.then(
        (value) => this.dead || resolve(value),
        (error) => this.dead || reject(error),
      );
    });
  }
}

export interface LiveOptions {
  readonly killAt?: number;
  readonly seed?: number;
  /** More options of the run: mode, guard, … */
  readonly more?: Partial<RunOptions>;
}

/** Runs a tree on a scene, and kills the process at moment number `killAt`. */
export async function live(
  scene: Scene,
  low: LowState,
  { killAt = -1, seed = 1, more }: LiveOptions = {},
): Promise<Lived> {
  const mortal = new Mortal(killAt);
  const ports = { ...fakePorts(), random: fakeRandom(seed), clock: patientClock() };
  const memory = memoryCloud(ports, { world: scene.world });
  const cloud = mortalCloud(memory.cloud, mortal);
  const services = {
    hub,
    ports,
    masker: new Masker(),
    account: async () => ({}),
    cloud: async () => cloud,
    directory: '/project',
  };
  let prepared: Prepared | undefined;
  const work = async (): Promise<RunReport> => {
    const store = localStore(mortalFiles(scene.disk, mortal));
    const identity = { id: `run-${seed}`, operation: 'state site', who: 'test' };
    const session = await openSession({ store, context: contextOf(ports), liveness: liveness(seed), run: identity });
    prepared = await prepare({ low, services, enforced: session });
    const report = await run(prepared, { services, enforced: session, options: { ...optionsOf(seed), ...more } });
    await session.close('done');
    return report;
  };
  const report = await Promise.race([work(), mortal.death.then(() => undefined)]);
  return { moments: mortal.moments, report, prepared, scene: { disk: scene.disk, world: memory.world() } };
}

/** The state as the next process would read it. */
export async function stateIn({ disk }: Scene): Promise<Snapshot> {
  const ports = fakePorts();
  return (await readState({ store: localStore(disk.process()), context: contextOf(ports) })).snapshot;
}

/** Whether everything that is kept is whole: undefined, or what is wrong. */
export async function damageIn({ disk }: Scene): Promise<string | undefined> {
  const place = { store: localStore(disk.process()), context: contextOf(fakePorts()) };
  const { replays, diagnostics } = await checkState(place);
  if (diagnostics.length > 0) return diagnostics[0]?.summary;
  return replays === false ? 'the journal does not give the state' : undefined;
}

export function compiled(text: string): Promise<LowState> {
  return compile(text);
}

function contextOf(ports: Pick<ReturnType<typeof fakePorts>, 'clock' | 'random' | 'log'>): StoreContext {
  return { ...ports, runName: 'cli', directory: '/esm', account: {}, signal: new AbortController().signal };
}

function optionsOf(seed: number) {
  return {
    runName: 'cli',
    runId: `run-${seed}`,
    mode: 'apply' as const,
    runtime: 'parallel' as const,
    batchSize: 50,
    stop: new AbortController().signal,
    abort: new AbortController().signal,
    emit: () => {},
    project: 'project',
    entries: ['site'],
  };
}

/** Time jumps to whatever is waited for; the renewal of the lock, which waits long, never comes. */
function patientClock(): Clock {
  const clock = fakeClock();
  const never = (signal?: AbortSignal): Promise<void> =>
    new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
  return { ...clock, sleep: (ms, signal) => (ms >= 15_000 ? never(signal) : clock.sleep(ms, signal)) };
}

/** Whoever held the lock before is dead. */
function liveness(pid: number): Liveness {
  const dead: Life = { state: 'dead' };
  return {
    self: async () => ({ machine: 'host', boot: 'boot', namespace: 'ns', pid, started: '1', user: 'alice' }),
    probe: async () => dead,
    bury: async () => {},
    listen: async () => ({ address: undefined, close: async () => {} }),
  };
}

function mortalFiles(disk: MemoryDisk, mortal: Mortal): LogFiles {
  const fault = (_step: number, operation: string): StepFault | undefined => {
    if (!CHANGES.has(operation)) return mortal.dead ? 'before' : undefined;
    if (mortal.passes(`disk ${operation}`, 'before')) return 'before';
    if (operation === 'write' && mortal.passes(`disk ${operation}`, 'inside')) return 'partial';
    return mortal.passes(`disk ${operation}`, 'after') ? 'after' : undefined;
  };
  const files = disk.process(fault);
  const living = (name: keyof LogFiles): unknown => {
    const act = files[name] as (...args: unknown[]) => Promise<unknown>;
    return name === 'nonce' ? files.nonce : (...args: unknown[]) => mortal.living(act(...args));
  };
  const names: (keyof LogFiles)[] = [
    'makeFolder',
    'list',
    'read',
    'write',
    'link',
    'replace',
    'renameFolder',
    'remove',
    'syncFolder',
    'status',
    'nonce',
  ];
  return Object.fromEntries(names.map((name) => [name, living(name)])) as unknown as LogFiles;
}

/** Reads are as they are: a process killed around one leaves the same behind as one killed around the write before. */
function mortalCloud(cloud: Cloud, mortal: Mortal): Cloud {
  const mortalCall =
    (what: string, act: (...args: never[]) => Promise<unknown>) =>
    async (...args: never[]) => {
      if (mortal.passes(what, 'before')) return new Promise(() => {});
      const answer = await act(...args);
      return mortal.passes(what, 'after') ? new Promise(() => {}) : answer;
    };
  const entries = Object.entries(cloud).map(([name, collection]: [string, unknown]) => {
    if (typeof collection !== 'object' || collection === null || name === 'simulation') return [name, collection];
    const members = Object.entries(collection as Record<string, (...args: never[]) => Promise<unknown>>).map(
      ([member, act]) => {
        const reads = typeof act !== 'function' || member === 'list' || member === 'get';
        return [member, reads ? act : mortalCall(`cloud ${name}.${member}`, act)];
      },
    );
    return [name, Object.fromEntries(members)];
  });
  return Object.fromEntries(entries) as unknown as Cloud;
}
