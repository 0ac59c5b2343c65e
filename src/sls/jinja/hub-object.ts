/** `hub` in a template: `hub.exec.cloud.instance.list()`, `hub.idem.arg_bind.resolve('${…}')`. */
import type { RenderServices } from '../../contract/index.js';
import { DiagnosticError } from '../../kernel/index.js';
import { HostObject, type Keywords } from '../../template/index.js';
import { slsCodes } from '../codes.js';

/** The hub over what rendering may ask for; without that nothing is there. */
export function hubObject(services: RenderServices | undefined): HostObject {
  if (services === undefined) return new Branch('hub', {});
  const resolve = new Call('resolve', ([reference]) => resolved(services, reference));
  return new Branch('hub', {
    exec: new ExecBranch(services, ''),
    idem: new Branch('idem', { arg_bind: new Branch('arg_bind', { resolve }) }),
  });
}

class Branch extends HostObject {
  readonly typeName: string;
  override readonly async = true;
  readonly #members: Readonly<Record<string, HostObject>>;

  constructor(typeName: string, members: Readonly<Record<string, HostObject>>) {
    super();
    this.typeName = typeName;
    this.#members = members;
  }

  override get(name: string): unknown {
    return Object.hasOwn(this.#members, name) ? this.#members[name] : undefined;
  }

  override names(): Iterable<string> {
    return Object.keys(this.#members);
  }
}

class Call extends HostObject {
  readonly typeName: string;
  override readonly async = true;
  override readonly call: (args: readonly unknown[], keywords: Keywords) => unknown;

  constructor(typeName: string, call: (args: readonly unknown[], keywords: Keywords) => unknown) {
    super();
    this.typeName = typeName;
    this.call = call;
  }
}

/** A ref of exec plugins as far as it was written. Whether a plugin has a function is known when it is called. */
class ExecBranch extends HostObject {
  override readonly async = true;
  readonly #services: RenderServices;
  readonly #ref: string;

  constructor(services: RenderServices, ref: string) {
    super();
    this.#services = services;
    this.#ref = ref;
  }

  get typeName(): string {
    return this.#ref === '' ? 'exec' : `exec.${this.#ref}`;
  }

  override get(name: string): unknown {
    const { execRefs } = this.#services;
    const ref = this.#ref === '' ? name : `${this.#ref}.${name}`;
    if (execRefs.some((one) => one === ref || one.startsWith(`${ref}.`))) return new ExecBranch(this.#services, ref);
    if (!execRefs.includes(this.#ref)) return undefined;
    return new Call(`exec.${ref}`, (args, keywords) => called(this.#services, ref, args, keywords));
  }

  override names(): Iterable<string> {
    const start = this.#ref === '' ? '' : `${this.#ref}.`;
    const below = this.#services.execRefs.filter((one) => one.startsWith(start));
    return new Set(below.map((one) => one.slice(start.length).split('.')[0] as string));
  }
}

async function called(
  services: RenderServices,
  ref: string,
  args: readonly unknown[],
  keywords: Keywords,
): Promise<unknown> {
  const { result, ret, comment } = await services.exec(ref, keywords, args);
  return { result, ret: ret ?? null, comment: comment ?? null };
}

function resolved(services: RenderServices, reference: unknown): unknown {
  if (typeof reference === 'string') return services.resolve(reference);
  throw new DiagnosticError({
    severity: 'error',
    code: slsCodes.code('bad-binding'),
    summary: 'hub.idem.arg_bind.resolve takes one text',
    hints: ["write it as hub.idem.arg_bind.resolve('${state.ref:id:path}')"],
  });
}
