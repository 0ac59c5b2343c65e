/** What templates and SLS files in code may call while they are rendered: exec functions that only read, unless others were permitted. */
import type { Context, ExecReturn, RenderServices, TemplateExtension } from '../../contract/index.js';
import { DiagnosticError, globMatcher, splitPathReference } from '../../kernel/index.js';
import type { TemplateNameKind } from '../../template/index.js';
import { operationCodes } from '../codes.js';
import { contextFor } from '../exec/exec-function.js';
import type { Services } from '../services.js';

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

/** Variables of every template, which no global may have the name of. */
const VARIABLES: readonly string[] = ['params', 'hub'];

/** What plugins add to templates; a name that is there already, built in or from another plugin, is an error. */
export async function templateExtensions({ hub }: Pick<Services, 'hub'>): Promise<readonly TemplateExtension[]> {
  const refs = hub.refs('templates');
  if (refs.length === 0) return [];
  const { builtinPlace } = await import('../../template/index.js');
  const loaded = await Promise.all(refs.map((ref) => hub.load('templates', ref)));
  const owners = new Map<string, string>();
  const ownerOf = (kind: TemplateNameKind, name: string): string | undefined => {
    if (kind === 'global' && VARIABLES.includes(name)) return 'src/sls/jinja/render-template.ts, which is built in';
    const place = builtinPlace(kind, name);
    return place === undefined ? owners.get(`${kind} ${name}`) : `${place}, which is built in`;
  };
  return loaded.flatMap((one) => {
    if (one === undefined) return [];
    const { definition, place } = one;
    const { filters = {}, tests = {}, globals = {} } = definition;
    for (const [kind, names] of [
      ['filter', filters],
      ['test', tests],
      ['global', globals],
    ] as const) {
      for (const name of Object.keys(names)) {
        const other = ownerOf(kind, name);
        if (other !== undefined) throw clash(kind, name, place.file, other);
        owners.set(`${kind} ${name}`, place.file);
      }
    }
    return [definition];
  });
}

function clash(kind: TemplateNameKind, name: string, second: string, first: string): DiagnosticError {
  return new DiagnosticError({
    severity: 'error',
    code: operationCodes.code('template-clash'),
    summary: `the template ${kind} '${name}' of ${second} is there already: ${first}`,
    hints: first.endsWith('built in')
      ? ['give the one of the plugin another name']
      : ['rename one of the two, or remove one of the plugins'],
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
  const { callExec } = await import('../../engine/index.js');
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
  const { readOnlyCloud, readOnlyFiles, readOnlyHttp, readOnlyProcesses } = await import('../../engine/index.js');
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
