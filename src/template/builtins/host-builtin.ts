import { callHost, type HostFunction } from '../runtime/host-function.js';
import type { Builtin } from '../runtime/runtime.js';

/** A filter or test of the host. It sees what is secret in clear, as builtin ones do; its result is then secret, too. */
export function hostBuiltin(name: string, call: HostFunction): Builtin {
  return {
    name,
    invoke: (runtime, args, keywords) =>
      callHost(
        runtime,
        (plain, named) => call(...plain, ...(named === undefined ? [] : [named])),
        args,
        keywords,
        true,
      ),
  };
}
