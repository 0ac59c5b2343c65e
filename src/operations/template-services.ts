/** What templates and SLS files in code may call while they are rendered: exec functions that only read, unless others were permitted. */
import type { Context, ExecReturn, RenderServices, TemplateExtension } from '../contract/index.js';
import { DiagnosticError, globMatcher, splitPathReference } from '../kernel/index.js';
import { operationCodes } from './codes.js';
import { contextFor } from './exec-function.js';
import type { Services } from './services.js';

type Calling = Pick<RenderServices, 'exec' | 'execRefs' | 'now' | 'extensions'>;

export function templateServices(services: Services, signal: AbortSignal): Calling {
  const { hub, ports, settings, masker } = services;
  const permitted = settings.allowTemplateExec.map((pattern) => globMatcher(pattern.replace(/^exec\./, '')));
  return {
    execRefs: hub.refs('exec'),
    now: () => ports.clock.monotonic(),
    extensions: () => templateExtensions(services),
    async exec(reference, args, positional = []) {
      const ref = reference.replace(/^exec\./, '');
      const writes = await writesAnything(services, ref);
      masker.add([...positional, args]);
      const allowed = writes && permitted.some((matches) => matches(ref));
      if (writes && !allowed) throw refused(ref);
      const answer = await call({ services, signal, allowed }, ref, args, positional);
      masker.add(answer.ret);
      return answer;
    },
  };
}

/** What plugins add to templates; a name that two of them add is an error. */
async function templateExtensions({ hub }: Services): Promise<readonly TemplateExtension[]> {
  const loaded = await Promise.all(hub.refs('templates').map((ref) => hub.load('templates', ref)));
  const owners = new Map<string, string>();
  return loaded.flatMap((one) => {
    if (one === undefined) return [];
    const { definition, place } = one;
    for (const [kind, names] of Object.entries({
      filter: definition.filters,
      test: definition.tests,
      global: definition.globals,
    })) {
      for (const name of Object.keys(names ?? {})) {
        const other = owners.get(`${kind} ${name}`);
        if (other !== undefined) throw clash(kind, name, other, place.file);
        owners.set(`${kind} ${name}`, place.file);
      }
    }
    return [definition];
  });
}

function clash(kind: string, name: string, first: string, second: string): DiagnosticError {
  return new DiagnosticError({
    severity: 'error',
    code: operationCodes.code('template-clash'),
    summary: `the template ${kind} '${name}' is added by ${first} and by ${second}`,
    hints: ['rename one of the two, or remove one of the plugins'],
  });
}

interface Caller {
  readonly services: Services;
  readonly signal: AbortSignal;
  /** Permitted to write. */
  readonly allowed: boolean;
}

async function call(
  caller: Caller,
  ref: string,
  args: Readonly<Record<string, unknown>>,
  positional: readonly unknown[],
): Promise<ExecReturn> {
  const { callExec } = await import('../engine/index.js');
  const { services, allowed } = caller;
  return await callExec(ref, args, {
    hub: services.hub,
    reads: !allowed,
    context: await contextOf(caller, ref),
    positional,
  });
}

/** The services of a call; those of one that may not write refuse to. */
async function contextOf(caller: Caller, ref: string): Promise<Context> {
  const { services, signal, allowed } = caller;
  const given = await contextFor({ services, profile: services.settings.acctProfile, signal }, ref);
  const context: Context = { ...given, exec: (other, args, positional = []) => call(caller, other, args, positional) };
  if (allowed) return context;
  const { readOnlyCloud, readOnlyFiles, readOnlyHttp, readOnlyProcesses } = await import('../engine/index.js');
  return {
    ...context,
    test: true,
    files: readOnlyFiles(given.files),
    processes: readOnlyProcesses(given.processes),
    http: readOnlyHttp(given.http),
    cloud: async (profile) => readOnlyCloud(await given.cloud(profile)),
  };
}

/** False also for what there is not: calling it says so. */
async function writesAnything({ hub }: Services, ref: string): Promise<boolean> {
  const parts = splitPathReference(ref);
  const plugin = parts === undefined ? undefined : await hub.load('exec', parts.state);
  return parts !== undefined && plugin?.definition.functions[parts.fun]?.effects === 'write';
}

function refused(ref: string): DiagnosticError {
  return new DiagnosticError({
    severity: 'error',
    code: operationCodes.code('template-writes'),
    summary: `${ref} writes, and may not be called while files are rendered`,
    about: ref,
    hints: [`make a state of it (exec.run), or permit it: --allow-template-exec ${ref}`],
  });
}
