/** Calls one exec function by its reference. */
import type { Context, ExecFunction, ExecReturn } from '../../contract/index.js';
import {
  type Diagnostic,
  DiagnosticError,
  diagnosticsOf,
  didYouMean,
  splitPathReference,
  suggest,
} from '../../kernel/index.js';
import { operationCodes } from '../codes.js';
import { esmAccess } from '../enforced/esm-access.js';
import type { Services } from '../services.js';
import { readArguments } from './arguments.js';
import { isWrongCall } from './wrong-call.js';

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
    if (isWrongCall(thrown)) throw thrown;
    const diagnostics = diagnosticsOf(thrown);
    const comment = diagnostics === undefined ? [messageOf(thrown)] : diagnostics.flatMap(linesOf);
    return { result: false, ret: null, comment: comment.map((line) => services.masker.mask(line)) };
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
    async state(other, name, args, { test }) {
      const { runStateFunction } = await import('./run-state-function.js');
      return await runStateFunction({ services, reference: other, name, args, test, profile, signal });
    },
  };
}

async function findFunction({ hub }: Services, reference: string): Promise<ExecFunction> {
  const path = splitPathReference(reference);
  const plugin = path === undefined ? undefined : await hub.load('exec', path.state);
  const functions = plugin?.definition.functions ?? {};
  const found = path !== undefined && Object.hasOwn(functions, path.fun) ? functions[path.fun] : undefined;
  if (found !== undefined) return found;
  const known = await functionsNear(hub, reference, path);
  const hint = didYouMean(reference, known);
  throw new DiagnosticError({
    severity: 'error',
    code: operationCodes.code('unknown-function'),
    summary: `there is no function '${reference}'`,
    about: reference,
    hints: [
      ...(hint === undefined ? [] : [hint]),
      ...(await stateHint(hub, reference, path)),
      known.length > 0 && hint === undefined ? `there are ${known.join(', ')}` : 'holdfast doc lists every function',
    ],
  });
}

type FunctionPath = ReturnType<typeof splitPathReference>;

/** The functions of the plugin that is meant: the one that is named, else the one whose name is the nearest. */
async function functionsNear(hub: Services['hub'], reference: string, path: FunctionPath): Promise<readonly string[]> {
  const refs = hub.refs('exec');
  const meant = [reference, path?.state].find((one) => one !== undefined && refs.includes(one));
  const near = meant === undefined ? suggest(path?.state ?? reference, refs) : [meant];
  const loaded = await Promise.all(near.map((ref) => hub.load('exec', ref)));
  return loaded.flatMap((one) => Object.keys(one?.definition.functions ?? {}).map((fun) => `${one?.place.ref}.${fun}`));
}

/** Whoever names a state wants it called. */
async function stateHint(hub: Services['hub'], reference: string, path: FunctionPath): Promise<readonly string[]> {
  const isState = path !== undefined && hub.refs('states').includes(path.state);
  return isState ? [`a state is called by: holdfast exec state.run ${reference} name=…`] : [];
}

/** An exec function answers with comments only, so they say all of it. */
function linesOf({ summary, detail, hints = [] }: Diagnostic): readonly string[] {
  return [summary, ...(detail === undefined ? [] : [detail]), ...hints.map((hint) => `hint: ${hint}`)];
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
