/** The contexts plugins get. What all calls of a run share is made once; a call adds only what is its own. */
import type {
  Cloud,
  Context,
  ExecReturn,
  ResourceContext,
  RunAccounts,
  SlsFiles,
  StateContext,
} from '../../contract/index.js';
import { type LogLevel, splitPathReference } from '../../kernel/index.js';
import type { EngineServices, RunOptions } from '../run.js';
import type { Account, AccountData } from './account-data.js';
import type { ChunkCall, ExecuteEnvironment } from './call.js';
import { callExec } from './exec-call.js';
import { RunCredentials } from './run-credentials.js';
import { firstComponent, stateFunctionOf } from './signature.js';
import { readOnlyCloud, readOnlyFiles, readOnlyHttp, readOnlyProcesses } from './write-refusal.js';

type Services = Omit<Context, 'account' | 'log' | 'signal'> & Required<Pick<Context, 'execFields'>>;

export interface Contexts {
  /** Given at once when it was asked for before, so that calls without waiting stay without. `own`: the chunk's `acct_data`. */
  account(provider: string, profile: string | undefined, own?: AccountData): Account | Promise<Account>;
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
  const credentials = new RunCredentials(services, options);
  const shared = new Map<Account, Map<string | undefined, Services[]>>();

  function servicesFor(
    reads: boolean,
    test: boolean,
    profile: string | undefined,
    account: Account,
    signal: AbortSignal,
    own?: AccountData,
    rerunData?: unknown,
  ): Services {
    const rights: Rights = { reads, test, profile, account, signal, own, credentials, rerunData };
    const shareable = signal === options.abort && own === undefined && rerunData === undefined;
    if (!shareable) return makeServices(services, options, rights);
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
    account: (provider, profile, own) => credentials.of(provider, profile, own),
    forCall(call, account, signal, reads, env) {
      const test = env.options.mode === 'plan' || call.keywords.noop;
      const { profile, accountData: own } = call.keywords;
      const base = servicesFor(reads || test, test, profile, account, signal, own, call.rerunData);
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
        execFields: base.execFields,
        ...(base.render === undefined ? {} : { render: base.render }),
        tag: call.tagText,
        oldState: call.record?.state ?? null,
        meta: call.chunk.declaration.meta ?? null,
        slsMeta: call.chunk.declaration.slsMeta ?? null,
        rerunData: call.rerunData,
        extend: (high) => env.extend(call, high),
        ...(env.extendFromFiles === undefined
          ? {}
          : { extendFromFiles: (files: SlsFiles) => extendFromFiles(env, call, files) }),
        ...(needsAccounts(call) ? { accounts: accountsFor(credentials, call) } : {}),
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

function needsAccounts({ plugin, fun }: ChunkCall): boolean {
  return stateFunctionOf(plugin, fun)?.needs?.includes('run.accounts') === true;
}

function accountsFor(credentials: RunCredentials, { tagText, keywords }: ChunkCall): RunAccounts {
  const own = keywords.accountData;
  return {
    added: (provider) => credentials.addedByOthers(firstComponent(provider), tagText),
    add: (profile) => credentials.add(profile, tagText, own),
  };
}

function extendFromFiles(
  env: ExecuteEnvironment,
  call: ChunkCall,
  files: SlsFiles,
): Promise<{ readonly added: number }> {
  return env.extendFromFiles?.(call, files) ?? Promise.reject(new Error('there are no files to be gathered'));
}

/** Clouds of the credentials file are connected once, by the services; others with the data itself. */
async function cloudOf(
  services: EngineServices,
  { credentials, own }: Rights,
  profile: string | undefined,
): Promise<Cloud> {
  if (own === undefined && !(await credentials.isOfRun('cloud', profile))) return services.cloud(profile);
  return services.cloud(profile, await credentials.of('cloud', profile, own));
}

interface Rights {
  readonly reads: boolean;
  readonly test: boolean;
  readonly profile: string | undefined;
  readonly account: Account;
  readonly signal: AbortSignal;
  readonly own: AccountData | undefined;
  readonly credentials: RunCredentials;
  readonly rerunData: unknown;
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
    ...(rights.rerunData === undefined ? {} : { rerunData: rights.rerunData }),
    ...(services.renderText === undefined
      ? {}
      : {
          render: (template, variables, file) =>
            services.renderText?.(template, variables, file, rights.signal) ?? Promise.resolve(''),
        }),
    async execFields(ref) {
      const parts = splitPathReference(ref);
      const plugin = parts === undefined ? undefined : await services.hub.load('exec', parts.state);
      return parts === undefined ? undefined : plugin?.definition.functions[parts.fun]?.fields;
    },
    async cloud(profile): Promise<Cloud> {
      const cloud = await cloudOf(services, rights, profile ?? rights.profile);
      return reads ? readOnlyCloud(cloud) : cloud;
    },
    async exec(ref, args, positional): Promise<ExecReturn> {
      const started = ports.clock.monotonic();
      const told = ({ result, ret = null, comment = [] }: ExecReturn): void => {
        const seconds = (ports.clock.monotonic() - started) / 1000;
        options.emit({ type: 'exec-ended', ref, result, ret, comment: [comment].flat(), seconds });
      };
      try {
        const answer = await callExec(ref, args, {
          ...(positional === undefined ? {} : { positional }),
          hub: services.hub,
          reads,
          context: {
            ...made,
            signal: rights.signal,
            // A function has the credentials of its own provider, whoever calls it.
            account: await rights.credentials.of(firstComponent(ref), rights.profile, rights.own),
            log: (level, message) => ports.log.write(level, services.masker.mask(message), { exec: ref }),
          },
        });
        told(answer);
        return answer;
      } catch (thrown) {
        told({ result: false, ret: null, comment: thrown instanceof Error ? thrown.message : String(thrown) });
        throw thrown;
      }
    },
  };
  return made;
}
