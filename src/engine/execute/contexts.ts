/** The contexts plugins get. What all calls of a run share is made once; a call adds only what is its own. */
import type { Cloud, Context, ExecReturn, ResourceContext, SlsFiles, StateContext } from '../../contract/index.js';
import type { LogLevel } from '../../kernel/index.js';
import type { EngineServices, RunOptions } from '../run.js';
import type { ChunkCall, ExecuteEnvironment } from './call.js';
import { callExec } from './exec-call.js';
import { readOnlyCloud, readOnlyFiles, readOnlyHttp, readOnlyProcesses } from './write-refusal.js';

/** Account data of one profile, as plugins get it. */
export type Account = Readonly<Record<string, unknown>>;

type Services = Omit<Context, 'account' | 'log' | 'signal'>;

export interface Contexts {
  /** Given at once when it was asked for before, so that calls without waiting stay without. */
  account(provider: string, profile: string | undefined): Account | Promise<Account>;
  /** For one call of a chunk. `reads`: nothing may be written. */
  forCall(
    call: ChunkCall,
    account: Account,
    signal: AbortSignal,
    reads: boolean,
    env: ExecuteEnvironment,
  ): StateContext;
  /** For work on a plugin that no chunk stands behind: listing, describing, resolving intents. It only reads, unless `writes`. */
  forPlugin(
    about: string,
    account: Account,
    profile: string | undefined,
    signal: AbortSignal,
    writes?: boolean,
  ): StateContext;
}

/** A state context, made for this purpose, turned into what resources get. */
export function resourceContext(base: StateContext, token: string, born: (id: string) => void): ResourceContext {
  return Object.assign(base, { token, born });
}

export function createContexts(services: EngineServices, options: RunOptions): Contexts {
  const accounts = new Map<string, Map<string | undefined, Account | Promise<Account>>>();
  const shared = new Map<Account, Map<string | undefined, Services[]>>();

  function servicesFor(
    reads: boolean,
    test: boolean,
    profile: string | undefined,
    account: Account,
    signal: AbortSignal,
  ): Services {
    const rights: Rights = { reads, test, profile, account, signal };
    if (signal !== options.abort) return makeServices(services, options, rights);
    let ofAccount = shared.get(account);
    if (ofAccount === undefined) shared.set(account, (ofAccount = new Map()));
    let ofProfile = ofAccount.get(profile);
    if (ofProfile === undefined) ofAccount.set(profile, (ofProfile = []));
    const which = (reads ? 1 : 0) + (test ? 2 : 0);
    const made = ofProfile[which] ?? makeServices(services, options, rights);
    ofProfile[which] = made;
    return made;
  }

  function log(about: string, level: LogLevel, message: string): void {
    const masked = services.masker.mask(message);
    services.ports.log.write(level, masked, { tag: about });
    options.emit({ type: 'step-note', tag: about, level, message: masked });
  }

  return {
    account(provider, profile) {
      let ofProvider = accounts.get(provider);
      if (ofProvider === undefined) accounts.set(provider, (ofProvider = new Map()));
      const known = ofProvider.get(profile);
      if (known !== undefined) return known;
      const asked = services.account(provider, profile).then((account) => {
        services.masker.add(account);
        ofProvider.set(profile, account);
        return account;
      });
      ofProvider.set(profile, asked);
      return asked;
    },
    forCall(call, account, signal, reads, env) {
      const test = env.options.mode === 'plan' || call.keywords.noop;
      const base = servicesFor(reads || test, test, call.keywords.profile, account, signal);
      return {
        run: base.run,
        test,
        signal,
        clock: base.clock,
        random: base.random,
        files: base.files,
        processes: base.processes,
        http: base.http,
        account,
        log: (level, message) => log(call.tagText, level, message),
        directory: base.directory,
        cloud: base.cloud,
        exec: base.exec,
        tag: call.tagText,
        oldState: call.record?.state ?? null,
        meta: call.chunk.declaration.meta ?? null,
        slsMeta: call.chunk.declaration.slsMeta ?? null,
        rerunData: call.rerunData,
        extend: (high) => env.extend(call, high),
        ...(env.extendFromFiles === undefined
          ? {}
          : { extendFromFiles: (files: SlsFiles) => extendFromFiles(env, call, files) }),
      };
    },
    forPlugin(about, account, profile, signal, writes = false) {
      const base = servicesFor(!writes, options.mode === 'plan', profile, account, signal);
      return {
        ...base,
        signal,
        account,
        log: (level, message) => log(about, level, message),
        tag: about,
        oldState: null,
        meta: null,
        slsMeta: null,
        rerunData: undefined,
        extend: () => Promise.reject(new Error('only a running chunk adds others')),
      };
    },
  };
}

function extendFromFiles(
  env: ExecuteEnvironment,
  call: ChunkCall,
  files: SlsFiles,
): Promise<{ readonly added: number }> {
  return env.extendFromFiles?.(call, files) ?? Promise.reject(new Error('there are no files to be gathered'));
}

interface Rights {
  readonly reads: boolean;
  readonly test: boolean;
  readonly profile: string | undefined;
  readonly account: Account;
  readonly signal: AbortSignal;
}

function makeServices(services: EngineServices, options: RunOptions, rights: Rights): Services {
  const { ports } = services;
  const { reads } = rights;
  const made: Services = {
    run: { name: options.runName, id: options.runId },
    test: rights.test,
    clock: ports.clock,
    random: ports.random,
    files: reads ? readOnlyFiles(ports.files) : ports.files,
    processes: reads ? readOnlyProcesses(ports.processes) : ports.processes,
    http: reads ? readOnlyHttp(ports.http) : ports.http,
    directory: services.directory,
    async cloud(profile): Promise<Cloud> {
      const cloud = await services.cloud(profile ?? rights.profile);
      return reads ? readOnlyCloud(cloud) : cloud;
    },
    exec: (ref, args, positional): Promise<ExecReturn> =>
      callExec(ref, args, {
        ...(positional === undefined ? {} : { positional }),
        hub: services.hub,
        reads,
        context: {
          ...made,
          signal: rights.signal,
          account: rights.account,
          log: (level, message) => ports.log.write(level, services.masker.mask(message), { exec: ref }),
        },
      }),
  };
  return made;
}
