import { DiagnosticError, diagnosticsOf, isUnknown, secret, unknown } from '../../kernel/index.js';
import { TemplateCallable } from '../values/callable.js';
import { dictItems, isDict } from '../values/dict.js';
import { Fault, typeError } from '../values/fault.js';
import {
  DictView,
  Float,
  HostObject,
  type Keywords,
  Marked,
  Markup,
  Namespace,
  Once,
  Range,
  Tuple,
  UNKNOWN_MARK,
  Undefined,
} from '../values/model.js';
import { iterate } from '../values/sequence.js';
import { str } from '../values/text.js';
import { typeName } from '../values/type-name.js';
import { undefinedFault } from '../values/undefined.js';
import { isPromise, NeedsAsync, type Runtime } from './runtime.js';

/** A function of the host: called with plain data; keyword arguments, if any, follow as one last object. */
export type HostFunction = (...args: unknown[]) => unknown;

/** A value as plain data for the host. Secrets and unknowns arrive as the kernel's, unless they are to be opened. */
function toPlain(runtime: Runtime, given: unknown, open = false, depth = 0): unknown {
  const value = open ? runtime.open(given) : given;
  if (typeof value !== 'object' || value === null) return value;
  if (depth > runtime.limits.depth) throw new Fault('RecursionError', 'the value is nested too deeply');
  runtime.tick();
  if (Array.isArray(value)) return value.map((item) => toPlain(runtime, item, open, depth + 1));
  if (value instanceof Float) return value.value;
  if (value instanceof Markup) return value.text;
  if (value instanceof Undefined) {
    if (value.mode === 'strict') throw undefinedFault(value);
    return undefined;
  }
  if (isDict(value)) return plainObject(runtime, value, open, depth);
  if (value instanceof Tuple || value instanceof DictView || value instanceof Range || value instanceof Once) {
    return iterate(runtime, value).map((item) => toPlain(runtime, item, open, depth + 1));
  }
  if (value instanceof Namespace) return Object.fromEntries(value.attributes);
  if (value instanceof Marked) return toKernel(runtime, value, depth);
  if (value instanceof TemplateCallable)
    throw typeError(`a ${typeName(value)} cannot be given to a function outside the template`);
  return value;
}

function toKernel(runtime: Runtime, value: Marked, depth: number): unknown {
  if ((value.mark & UNKNOWN_MARK) === 0) {
    // Whoever gets it may open it, and say it in an error.
    const plain = toPlain(runtime, value.value, true, depth + 1);
    runtime.seen.add(plain);
    return secret(plain);
  }
  return isUnknown(value.value) ? value.value : unknown('the text contains a value that is not known yet');
}

function plainObject(runtime: Runtime, dict: object, open: boolean, depth: number): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const { items } of dictItems(dict)) {
    const key = str(runtime, items[0]);
    Object.defineProperty(result, key, {
      value: toPlain(runtime, items[1], open, depth + 1),
      writable: true,
      enumerable: true,
      configurable: true,
    });
  }
  return result;
}

/** Calls a host function once per render, with plain arguments, secrets opened only when it is said. What it throws becomes the cause of a `CallError`. */
export function callHost(
  runtime: Runtime,
  call: (args: unknown[], keywords: Keywords | undefined) => unknown,
  args: readonly unknown[],
  keywords: Keywords | undefined,
  open = false,
): unknown {
  const plain = args.map((arg) => toPlain(runtime, arg, open));
  const named = keywords === undefined ? undefined : (toPlain(runtime, { ...keywords }, open) as Keywords);
  try {
    const result = runtime.outside(() => call(plain, named));
    if (!isPromise(result)) return result === undefined ? null : result;
    return Promise.resolve(result).then(
      (settled) => (settled === undefined ? null : settled),
      (error: unknown) => {
        throw callFault(error);
      },
    );
  } catch (error) {
    if (error instanceof NeedsAsync || error instanceof Fault) throw error;
    throw callFault(error);
  }
}

function callFault(error: unknown): Error {
  if (error instanceof DiagnosticError || diagnosticsOf(error) !== undefined) return error as Error;
  const message = error instanceof Error ? error.message : String(error);
  return new Fault('CallError', message, [], { cause: error });
}

/** Calls a host object or a plain function. */
export function callOutside(
  runtime: Runtime,
  callee: HostObject | HostFunction,
  args: readonly unknown[],
  keywords: Keywords | undefined,
): unknown {
  if (callee instanceof HostObject) {
    const { call } = callee;
    if (call === undefined) throw typeError(`'${callee.typeName}' object is not callable`);
    return callHost(runtime, (plain, named) => call.call(callee, plain, named ?? {}), args, keywords);
  }
  return callHost(runtime, (plain, named) => callee(...plain, ...(named === undefined ? [] : [named])), args, keywords);
}
