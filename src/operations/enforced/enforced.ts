/** The enforced state of the settings' run name: locked for a run, or just read. */
import { setMaxListeners } from 'node:events';
import { join } from 'node:path';
import type { WhichState } from '../../contract/index.js';
import type { EnforcedState, RunEvent, RunReport } from '../../engine/index.js';
import type { Place, ReadState, Session, StateKeys } from '../../esm/index.js';
import { type Diagnostic, DiagnosticError, didYouMean, parseTag } from '../../kernel/index.js';
import { placeAccount } from '../accounts/place-account.js';
import { operationCodes } from '../codes.js';
import type { Services } from '../services.js';

export interface SessionRequest {
  readonly services: Services;
  readonly runId: string;
  /** The command, for those who find the lock taken: `state site.sls`. */
  readonly operation: string;
  readonly message?: string;
  readonly signal: AbortSignal;
}

export interface EnforcedSession {
  readonly enforced: EnforcedState;
  readonly diagnostics: readonly Diagnostic[];
  /** Aborted when nothing more can be kept: the lock is lost, or the store fails. */
  readonly lost: AbortSignal;
  /** Keeps what is told to those who ask what this run is doing. */
  follow(event: RunEvent): void;
  /** Releases the lock. Without a report the run failed before anything was done. */
  close(report: RunReport | undefined, error?: unknown): Promise<void>;
}

/** Takes the lock. Throws a `DiagnosticError` (`esm/locked` and others) when it cannot be had. */
export async function openEnforced({
  services,
  runId,
  operation,
  message,
  signal,
}: SessionRequest): Promise<EnforcedSession> {
  const { openSession } = await import('../../esm/index.js');
  const place = await placeOf(services, signal);
  const run = { id: runId, operation, who: services.who, ...(message === undefined ? {} : { message }) };
  const session = await openSession({
    ...place,
    liveness: services.liveness,
    run,
    leaseMs: services.settings.esmLease,
    keys: (known) => keysOf(services, known),
  });
  let done = 0;
  let latest: Extract<RunEvent, { type: 'step-started' }> | undefined;
  const tell = (): void => {
    if (latest !== undefined) session.setActivity(`${done} done; ${latest.step} ${readableTag(latest.tag)}`);
    latest = undefined;
  };
  const lost = new AbortController();
  return {
    enforced: tellingLoss(session, lost),
    diagnostics: session.diagnostics,
    lost: lost.signal,
    follow(event) {
      if (event.type === 'chunk-ended') done++;
      else if (event.type === 'step-started') {
        // Many steps may begin at once; only the last of them is told.
        if (latest === undefined) queueMicrotask(tell);
        latest = event;
      }
    },
    async close(report, error) {
      const failed =
        report === undefined || report.results.some(({ outcome }) => outcome === 'failed' || outcome === 'interrupted');
      await session.close(report?.stopped === true ? 'stopped' : failed ? 'failed' : 'done', error);
    },
  };
}

/** The session, which tells when the lock is lost or the store fails: whatever is begun then would be refused. */
function tellingLoss(session: Session, lost: AbortController): EnforcedState {
  const check = (): void => {
    try {
      session.check();
    } catch (error) {
      lost.abort(error);
      throw error;
    }
  };
  return {
    get: (esmTag) => session.get(esmTag),
    entries: () => session.entries(),
    openIntents: () => session.openIntents(),
    seal: (value, like) => session.seal(value, like),
    check,
    async append(frames, when) {
      try {
        await session.append(frames, when);
      } catch (error) {
        check();
        throw error;
      }
    },
  };
}

/** Reads without a lock. What is appended meanwhile goes nowhere: nothing of a plan is kept. */
export async function readEnforced(
  services: Services,
  signal: AbortSignal,
): Promise<{
  readonly enforced: EnforcedState;
  readonly position: number;
  readonly diagnostics: readonly Diagnostic[];
}> {
  const { snapshot, position, diagnostics } = await readSnapshot(services, signal);
  const { sealerFor } = await import('../../esm/index.js');
  // A plan makes no key: what it does not know yet, it does not have to compare.
  const sealer = sealerFor(snapshot, await keysOf(services, snapshot.keyId ?? ''));
  return {
    position,
    diagnostics,
    enforced: {
      get: (esmTag) => {
        const record = snapshot.records.get(esmTag);
        return record === undefined ? undefined : sealer.open(record);
      },
      entries: () => [...snapshot.records].map(([esmTag, record]) => [esmTag, sealer.open(record)] as const),
      openIntents: () => [...snapshot.intents.values()],
      append: async () => {},
      check: () => {},
      seal: (value, like) => sealer.seal(value, like),
    },
  };
}

/** The keys of the settings' store, or of another. */
export async function keysOf(
  services: Services,
  known: string | undefined,
  which: WhichState = {},
): Promise<StateKeys> {
  return (
    (await services.stateKeys?.(which.provider ?? services.settings.esmPlugin, known)) ?? {
      current: undefined,
      earlier: [],
    }
  );
}

export async function readSnapshot(services: Services, signal: AbortSignal): Promise<ReadState> {
  const { readState } = await import('../../esm/index.js');
  return readState(await placeOf(services, signal));
}

/** Where a state is: that of the settings, or of another store or account profile. Throws when there is no such store. */
export async function placeOf(services: Services, signal: AbortSignal, which: WhichState = {}): Promise<Place> {
  // Every exchange with a store listens to it, and there may be many at once.
  setMaxListeners(0, signal);
  const { settings, hub, ports } = services;
  const ref = which.provider ?? settings.esmPlugin;
  const loaded = await hub.load('esm', ref);
  if (loaded === undefined) {
    const hint = didYouMean(ref, hub.refs('esm'));
    throw new DiagnosticError({
      severity: 'error',
      code: operationCodes.code('unknown-store'),
      summary: `there is no store '${ref}'`,
      hints: [...(hint === undefined ? [] : [hint]), `there are ${hub.refs('esm').join(', ')}`],
    });
  }
  return {
    store: loaded.definition,
    context: {
      runName: settings.runName,
      directory: join(settings.root, 'var/cache/holdfast/esm', ref),
      account: await placeAccount(services, 'esm', ref, which.profile ?? settings.esmProfile),
      clock: ports.clock,
      random: ports.random,
      log: ports.log,
      signal,
      retention: { archiveBytes: settings.esmKeepMib * 1024 * 1024 },
    },
  };
}

function readableTag(tag: string): string {
  const parsed = parseTag(tag);
  return parsed === undefined ? tag : `${parsed.state}.${parsed.fun} ${parsed.name}`;
}
