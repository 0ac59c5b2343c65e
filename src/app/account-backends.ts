/** Further stores of credentials: the plugins of the kinds that `acct-backends` names. */
import { dirname, resolve } from 'node:path';
import { openCredentials } from '../accounts/index.js';
import type { AccountBackendContext, AccountBackendDefinition } from '../contract/index.js';
import type * as engineArea from '../engine/index.js';
import { didYouMean, type Secret, secret } from '../kernel/index.js';
import type { AccountDataOptions } from './account-data.js';

export interface BackendOptions extends AccountDataOptions {
  /** Reads a key that is written as `--acct-key` takes it. */
  readonly readSetting: (setting: string) => Promise<Secret<string>>;
}

type Engine = Pick<typeof engineArea, 'misfit' | 'readOnlyHttp' | 'readOnlyProcesses'>;

export function accountBackends(options: BackendOptions) {
  return async (kind: string, data: Readonly<Record<string, unknown>>): Promise<unknown> => {
    const { hub, masker } = options;
    const plugin = hub.refs('acct').includes(kind) ? await hub.load('acct', kind) : undefined;
    if (plugin === undefined) return undefined;
    // Loaded late: most commands open no store.
    const engine = await import('../engine/index.js');
    checkOptions(plugin.definition, data, engine.misfit);
    masker.add(secret(secretsAmong(plugin.definition, data)));
    try {
      return (await plugin.definition.unlock(contextFor(kind, options, engine), data)) ?? null;
    } catch (thrown) {
      if (!(thrown instanceof Error) || 'diagnostics' in thrown) throw thrown;
      throw new Error(masker.mask(thrown.message));
    }
  };
}

function contextFor(
  kind: string,
  options: BackendOptions,
  { readOnlyHttp, readOnlyProcesses }: Engine,
): AccountBackendContext {
  const { settings, ports, masker, environment, readSetting } = options;
  const directory = settings.acctFile === undefined ? settings.directory : dirname(settings.acctFile);
  return {
    files: ports.files,
    processes: readOnlyProcesses(ports.processes),
    http: readOnlyHttp(ports.http),
    variable: (name) => environment[name],
    async openFile(path, key) {
      const opening = key === undefined ? undefined : () => readSetting(key);
      return (await openCredentials(resolve(directory, path), ports.files, opening)).data;
    },
    directory,
    signal: new AbortController().signal,
    log: (level, message) => ports.log.write(level, masker.mask(message), { 'acct-backend': kind }),
  };
}

/** Throws what is wrong with what stands below the name of a store; names keys, never values. */
function checkOptions(
  { fields }: AccountBackendDefinition,
  data: Readonly<Record<string, unknown>>,
  misfit: Engine['misfit'],
): void {
  for (const [name, value] of Object.entries(data)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (field === undefined) {
      const guess = didYouMean(name, Object.keys(fields));
      throw new Error(`it takes no '${name}'${guess === undefined ? '' : `; ${guess}`}`);
    }
    const wrong = misfit(field, secret(value));
    if (wrong !== undefined) throw new Error(`'${name}' must be ${wrong.expected}`);
  }
  const missing = Object.keys(fields).find((name) => fields[name]?.required === true && (data[name] ?? null) === null);
  if (missing !== undefined) throw new Error(`'${missing}' is missing`);
}

/** What a plugin's fields call secret. */
function secretsAmong(
  { fields }: AccountBackendDefinition,
  data: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(data).filter(([name]) => fields[name]?.secret === true));
}
