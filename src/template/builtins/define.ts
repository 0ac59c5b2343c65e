import { bind, signature } from '../runtime/parameters.js';
import type { Builtin, Runtime } from '../runtime/runtime.js';
import type { Keywords } from '../values/model.js';

type Run = (runtime: Runtime, args: readonly unknown[]) => unknown;
type RawRun = (runtime: Runtime, args: readonly unknown[], keywords: Keywords | undefined) => unknown;

/** A filter or test: its parameters, the name messages give it, and what it does with opened arguments. */
export function builtin(name: string, label: string, parameters: string, run: Run): Builtin {
  const shape = signature(parameters);
  return {
    name,
    invoke: (runtime, args, keywords) =>
      run(runtime, bind(label, shape, opened(runtime, args), openedKeywords(runtime, keywords))),
  };
}

/** One that takes whatever arguments there are. */
export function variadic(name: string, run: RawRun): Builtin {
  return {
    name,
    invoke: (runtime, args, keywords) => run(runtime, opened(runtime, args), openedKeywords(runtime, keywords)),
  };
}

function opened(runtime: Runtime, args: readonly unknown[]): readonly unknown[] {
  for (let at = 0; at < args.length; at++) {
    const arg = args[at];
    if (typeof arg === 'object' && arg !== null && runtime.open(arg) !== arg)
      return args.map((one) => runtime.open(one));
  }
  return args;
}

function openedKeywords(runtime: Runtime, keywords: Keywords | undefined): Keywords | undefined {
  if (keywords === undefined) return undefined;
  return Object.fromEntries(Object.entries(keywords).map(([name, value]) => [name, runtime.open(value)]));
}
