/** Calls one exec function by its reference. */
import type { Context, ExecFunction, ExecReturn } from '../contract/index.js';
import { DiagnosticError, diagnosticsOf, didYouMean, splitPathReference } from '../kernel/index.js';
import { readArguments } from './arguments.js';
import { operationCodes } from './codes.js';
import { esmAccess } from './esm-access.js';
import type { Services } from './services.js';

export interface ExecRequest {
  readonly services: Services;
  /** `cloud.instance.list`; a leading `exec.` is dropped. */
  readonly reference: string;
  /** Words of a command line, or values as they are. */
  readonly arguments: { readonly words: readonly string[] } | { readonly values: Readonly<Record<string, unknown>> };
  /** Account profile; undefined: the default one. */
  readonly profile: string | undefined;
  readonly signal: AbortSignal;
}

/** Throws a `DiagnosticError` for wrong input. What the function itself throws becomes a return with `result: false`. */
export async function execFunction(request: ExecRequest): Promise<ExecReturn> {
  const { services } = request;
  const reference = request.reference.replace(/^exec\./, '');
  const found = await findFunction(services, reference);
  const read =
    'values' in request.arguments
      ? ({ ok: true, args: request.arguments.values } as const)
      : readArguments({ reference, fields: found.fields, free: found.free === true, words: request.arguments.words });
  if (!read.ok) throw new DiagnosticError(read.diagnostics);
  services.masker.add(read.args);
  const ctx = await contextFor(request, reference);
  try {
    return await found.run(ctx, read.args);
  } catch (thrown) {
    const diagnostics = diagnosticsOf(thrown);
    const message =
      diagnostics === undefined ? messageOf(thrown) : diagnostics.map(({ summary }) => summary).join('\n');
    return { result: false, ret: null, comment: services.masker.mask(message) };
  }
}

export async function contextFor(
  { services, profile, signal }: Pick<ExecRequest, 'services' | 'profile' | 'signal'>,
  reference: string,
): Promise<Context> {
  const { ports, masker, settings } = services;
  const provider = reference.split('.')[0] as string;
  return {
    run: { name: settings.runName, id: ports.random.uuid() },
    test: false,
    signal,
    clock: ports.clock,
    random: ports.random,
    files: ports.files,
    processes: ports.processes,
    http: ports.http,
    account: await services.account(provider, profile),
    directory: services.directory,
    log: (level, message) => ports.log.write(level, masker.mask(message)),
    esm: esmAccess(services, signal),
    cloud: (other) => services.cloud(other ?? profile),
    exec: (other, values) => execFunction({ services, reference: other, arguments: { values }, profile, signal }),
  };
}

async function findFunction({ hub }: Services, reference: string): Promise<ExecFunction> {
  const path = splitPathReference(reference);
  const plugin = path === undefined ? undefined : await hub.load('exec', path.state);
  const found = path === undefined ? undefined : plugin?.definition.functions[path.fun];
  if (found !== undefined) return found;
  const known =
    plugin === undefined
      ? hub.refs('exec')
      : Object.keys(plugin.definition.functions).map((fun) => `${plugin.definition.ref}.${fun}`);
  const hint = didYouMean(plugin === undefined ? (path?.state ?? reference) : reference, known);
  const list = plugin === undefined ? 'holdfast doc lists every function' : `there are ${known.join(', ')}`;
  throw new DiagnosticError({
    severity: 'error',
    code: operationCodes.code('unknown-function'),
    summary: `there is no function '${reference}'`,
    about: reference,
    hints: [...(hint === undefined ? [] : [hint]), list],
  });
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
