/** Trying a store: what it guarantees, shown by doing it. The state itself is left as it is. */
import type { AppendLog, LockHolder, StoreContext, StoreDefinition } from '../contract/index.js';
import { diagnosticsOf, equal } from '../kernel/index.js';
import type { Place } from './place.js';

export interface Finding {
  /** What was tried, as a promise: `one writer at a time`. */
  readonly promise: string;
  /** `no`: it does not hold. `absent`: the store does not offer it. */
  readonly verdict: 'yes' | 'no' | 'absent';
  /** What was seen, or what follows from it. */
  readonly detail: string;
}

export interface DoctorReport {
  readonly store: string;
  /** Whether it has the strong ability, a log. */
  readonly log: boolean;
  readonly findings: readonly Finding[];
  /** Milliseconds one durable write took, the median of a few; undefined when none succeeded. */
  readonly writeMs: number | undefined;
}

/** What a trial wrote is younger than that. */
const LONGEST_TRIAL_MS = 3_600_000;
/** Durable writes that are timed. */
const WRITES = 5;

/**
 * Tries a store. One with a log is tried in a place of its own (`trial`); one of the four functions under its lock, where it gets back
 * exactly what it holds. Never throws: what fails is a finding.
 */
export async function examine({ store, context }: Place): Promise<DoctorReport> {
  const trial: StoreContext = { ...context, trial: true };
  const findings: Finding[] = [];
  const times: number[] = [];
  const attempt = async (promise: string, act: () => Promise<Omit<Finding, 'promise'>>): Promise<boolean> => {
    try {
      const found = await act();
      findings.push({ promise, ...found });
      return found.verdict !== 'no';
    } catch (error) {
      findings.push({ promise, verdict: 'no', detail: textOf(error) });
      return false;
    }
  };
  const timed = async <Value>(act: () => Promise<Value>): Promise<Value> => {
    const began = context.clock.monotonic();
    const value = await act();
    times.push(context.clock.monotonic() - began);
    return value;
  };
  if (store.log === undefined) await examineMap(store, context, attempt, timed);
  else await examineLog(store, trial, attempt, timed);
  times.sort((a, b) => a - b);
  return { store: store.ref, log: store.log !== undefined, findings, writeMs: times[times.length >> 1] };
}

type Attempt = (promise: string, act: () => Promise<Omit<Finding, 'promise'>>) => Promise<boolean>;
type Timed = <Value>(act: () => Promise<Value>) => Promise<Value>;

const yes = (detail: string) => ({ verdict: 'yes', detail }) as const;
const no = (detail: string) => ({ verdict: 'no', detail }) as const;
const absent = (detail: string) => ({ verdict: 'absent', detail }) as const;

async function examineLog(
  store: StoreDefinition,
  context: StoreContext,
  attempt: Attempt,
  timed: Timed,
): Promise<void> {
  const open = async (): Promise<AppendLog> => (await store.log?.(context)) as AppendLog;
  const frame = (text: string): Uint8Array[] => [new TextEncoder().encode(`trial ${text} ${context.random.uuid()}`)];
  let one = undefined as AppendLog | undefined;
  let head = 0;
  const reached = await attempt('it can be reached and read', async () => {
    one = await open();
    const { segments, snapshot } = await one.load();
    head = segments.at(-1)?.position ?? snapshot?.position ?? 0;
    return yes(`read in a place of its own, at position ${head}`);
  });
  if (!reached || one === undefined) return;
  const log = one;
  const written: Uint8Array[][] = [];
  const writes = await attempt('what was written is read back by others', async () => {
    const start = head;
    for (let count = 0; count < WRITES; count++) {
      const frames = frame(String(count));
      const position = await timed(() => log.append(head, frames));
      if (position === 'conflict') return no('somebody else wrote at the same time');
      written.push(frames);
      head = position;
    }
    const found = await (await open()).after(start);
    const same = equal(
      found.map((segment) => segment.frames.map(hex)),
      written.map((frames) => frames.map(hex)),
    );
    return same ? yes(`${WRITES} segments`) : no('something else was read than was written');
  });
  if (!writes) return;
  await attempt('one writer at a time: of four at once, one succeeds and three are told', async () => {
    const logs = await Promise.all([open(), open(), open(), open()]);
    const results = await Promise.all(logs.map((each, at) => each.append(head, frame(`writer ${at}`))));
    const winners = results.filter((result) => result !== 'conflict').length;
    head++;
    return winners === 1 ? yes('compare-and-append holds') : no(`${winners} of 4 were let through`);
  });
  await attempt('a run that lost its lock cannot write any more', async () => {
    const late = await log.append(head - 1, frame('late'));
    return late === 'conflict'
      ? yes('a write at an old position is refused')
      : no('a write at an old position was taken');
  });
  await attempt('a holder that went silent is recognised without comparing clocks', async () => {
    if (log.age === undefined)
      return absent('it does not say when something was written: clocks of machines must agree');
    const age = await log.age(head);
    if (age === undefined) return absent('it could not say when the last segment was written');
    return age < LONGEST_TRIAL_MS ? yes('by its own clock') : no(`what was just written is ${age} ms old by its clock`);
  });
  await attempt('the journal can be compacted', async () => {
    if (log.snapshot === undefined) return absent('no snapshots: the journal grows without end');
    await log.snapshot(head, new TextEncoder().encode('trial'));
    const { snapshot } = await (await open()).load();
    return snapshot?.position === head ? yes(`a snapshot at ${head}`) : no('the snapshot was not found again');
  });
  await attempt('earlier states can be shown and compared', async () => {
    if (log.history === undefined) return absent('it keeps no history');
    let count = 0;
    for await (const _segment of log.history()) count++;
    return yes(`${count} segments of history`);
  });
  await attempt('other tools are kept out', async () => {
    if (log.lock === undefined)
      return absent('it has no lock beside its log; other tools that write the same place are not noticed');
    const holder = trialHolder(context);
    await log.lock(holder);
    await log.unlock?.(holder);
    return yes('its lock was taken and released');
  });
}

async function examineMap(
  store: StoreDefinition,
  context: StoreContext,
  attempt: Attempt,
  timed: Timed,
): Promise<void> {
  let handle: unknown;
  const entered = await attempt('it can be entered', async () => {
    handle = await store.enter(context);
    return yes('its lock was taken');
  });
  if (!entered) return;
  try {
    await attempt('one writer at a time', async () => {
      const second = await store.enter(context).then(
        (other) => ({ other }),
        () => undefined,
      );
      if (second === undefined) return yes('a second one is refused');
      await store.exit_(context, second.other);
      return no('a second one was let in as well: two runs at once overwrite each other');
    });
    await attempt('what was written is read back', async () => {
      const before = await store.get_state(context);
      await timed(() => store.set_state(context, before));
      const after = await store.get_state(context);
      return equal(before, after) ? yes('the whole state, as it was') : no('something else was read than was written');
    });
  } finally {
    await attempt('it can be left', async () => {
      await store.exit_(context, handle);
      return yes('its lock was released');
    });
  }
  await attempt('a run that lost its lock cannot write any more', async () =>
    absent('no log: only the lock keeps two runs apart'),
  );
  await attempt('the cost of a change does not depend on the size of the state', async () =>
    absent('no log: every wave writes everything'),
  );
  await attempt('earlier states can be shown and compared', async () => absent('no log: it keeps no history'));
}

function trialHolder(context: StoreContext): LockHolder {
  const since = new Date(context.clock.now()).toISOString();
  const identity = { machine: '', boot: '', namespace: '', pid: 0, started: '' };
  return { ...identity, id: context.random.uuid(), operation: 'esm doctor', since, lease: 0, epoch: 0 };
}

function textOf(error: unknown): string {
  const [first] = diagnosticsOf(error) ?? [];
  if (first !== undefined) return [first.summary, first.detail].filter((part) => part !== undefined).join(': ');
  return error instanceof Error ? error.message : String(error);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
