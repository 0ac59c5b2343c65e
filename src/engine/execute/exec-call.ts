/** Calling an exec function from a state or a condition. */
import type { Context, ExecFunction, ExecReturn } from '../../contract/index.js';
import type { Hub } from '../../hub/index.js';
import { type Diagnostic, DiagnosticError, didYouMean, splitPathReference } from '../../kernel/index.js';
import { misfit } from './argument-type.js';
import { callCodes } from './codes.js';
import { writeRefused } from './write-refusal.js';

export interface ExecCallOptions {
  readonly hub: Hub;
  /** Only functions with `effects: 'none'` may be called. */
  readonly reads: boolean;
  readonly context: Context;
  /** Values for the function's fields, in their order. */
  readonly positional?: readonly unknown[];
}

/** Throws a `DiagnosticError` when there is no such function, it may not be called here, or its arguments do not fit. */
export async function callExec(
  ref: string,
  named: Readonly<Record<string, unknown>>,
  options: ExecCallOptions,
): Promise<ExecReturn> {
  const parts = splitPathReference(ref);
  const plugin = parts === undefined ? undefined : await options.hub.load('exec', parts.state);
  const functions = plugin?.definition.functions ?? {};
  const found = parts !== undefined && Object.hasOwn(functions, parts.fun) ? functions[parts.fun] : undefined;
  if (parts === undefined || found === undefined) {
    const known = plugin === undefined ? options.hub.refs('exec') : Object.keys(functions);
    throw unknownExec(ref, didYouMean(plugin === undefined ? (parts?.state ?? ref) : (parts?.fun ?? ref), known));
  }
  if (options.reads && found.effects !== 'none') throw writeRefused(`call ${ref}, which writes`);
  const args =
    options.positional === undefined ? named : { ...named, ...byPosition(ref, found, named, options.positional) };
  for (const [name, value] of Object.entries(args)) {
    const field = Object.hasOwn(found.fields, name) ? found.fields[name] : undefined;
    if (field === undefined && found.free !== true) {
      throw wrongArgument(
        'unknown-argument',
        `'${ref}' takes no argument '${name}'`,
        didYouMean(name, Object.keys(found.fields)),
      );
    }
    const wrong = field === undefined ? undefined : misfit(field, value);
    if (wrong !== undefined) {
      throw wrongArgument(
        'wrong-type',
        `'${[name, ...wrong.path].join(':')}' of '${ref}' must be ${wrong.expected}, not ${wrong.found}`,
        wrong.hint,
      );
    }
  }
  for (const [name, field] of Object.entries(found.fields)) {
    if (field.required && (args[name] === undefined || args[name] === null)) {
      throw wrongArgument('missing-argument', `'${ref}' requires the argument '${name}'`, undefined);
    }
  }
  return await found.run(options.context, args);
}

/** Positional values under the names of the fields they fall on. */
function byPosition(
  ref: string,
  { fields }: ExecFunction,
  named: Readonly<Record<string, unknown>>,
  positional: readonly unknown[],
): Record<string, unknown> {
  const names = Object.keys(fields);
  const args: Record<string, unknown> = {};
  for (const [at, value] of positional.entries()) {
    const name = names[at];
    if (name === undefined)
      throw wrongArgument(
        'unknown-argument',
        `'${ref}' takes ${names.length} arguments, not ${positional.length}`,
        undefined,
      );
    if (Object.hasOwn(named, name))
      throw wrongArgument('unknown-argument', `'${ref}' gets its argument '${name}' twice`, undefined);
    args[name] = value;
  }
  return args;
}

function unknownExec(ref: string, guess: string | undefined): DiagnosticError {
  return new DiagnosticError({
    severity: 'error',
    code: callCodes.code('unknown-exec'),
    summary: `there is no exec function '${ref}'`,
    ...(guess === undefined ? {} : { hints: [guess] }),
  });
}

function wrongArgument(
  code: 'unknown-argument' | 'wrong-type' | 'missing-argument',
  summary: string,
  hint: string | undefined,
): DiagnosticError {
  const diagnostic: Diagnostic = {
    severity: 'error',
    code: callCodes.code(code),
    summary,
    ...(hint === undefined ? {} : { hints: [hint] }),
  };
  return new DiagnosticError(diagnostic);
}
