import type { Runtime } from '../runtime/runtime.js';
import type { Keywords } from './model.js';

/** Something of the engine's own that a template can call: a builtin, a bound method, a macro, `loop`. */
export abstract class TemplateCallable {
  abstract readonly typeName: string;

  /** May give a promise only when the render is an asynchronous one. */
  abstract call(runtime: Runtime, args: readonly unknown[], keywords: Keywords | undefined): unknown;

  /** An attribute of it; undefined when there is none. */
  attribute(_name: string): unknown {
    return undefined;
  }

  text(_runtime: unknown): string {
    return `<${this.typeName}>`;
  }
}
