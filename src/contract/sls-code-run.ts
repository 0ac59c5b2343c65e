/** The half of rendering SLS code that runs apart, beside the module: calls it, and hands over plain data. */
import { isSecret, isUnknown, reveal, type Secret, secret, unknown } from '../kernel/index.js';
import type { SlsContext } from './sls-code.js';
import { siteOf } from './sls-code.js';

/** What comes in first. `token` names what cannot be handed over as it is; nobody can guess it. */
export interface SlsCodeTask {
  readonly token: string;
  readonly params: unknown;
}

/** What goes out: calls, and then one answer. */
export type SlsCodeMessage =
  | { readonly kind: 'call'; readonly id: number; readonly reference: string; readonly args: unknown }
  | {
      readonly kind: 'done';
      readonly data: unknown /** By the number of a container, in the order of a walk: its stack. */;
      readonly sites: readonly (readonly [number, string])[];
    }
  | { readonly kind: 'failed'; readonly name: string; readonly message: string; readonly stack: string }
  | { readonly kind: 'no-data'; readonly message: string };

/** What comes back for a call. */
export type SlsCodeReply = { readonly id: number } & ({ readonly answer: unknown } | { readonly problem: string });

export interface SlsCodePort {
  post(message: SlsCodeMessage): void;
  onReply(take: (reply: SlsCodeReply) => void): void;
}

/** Runs a module's default export and posts what it gives. Never rejects. */
export async function runSlsCode(
  load: () => Promise<{ readonly default?: unknown }>,
  task: SlsCodeTask,
  port: SlsCodePort,
): Promise<void> {
  try {
    const given = (await load()).default;
    if (given === undefined) return port.post({ kind: 'no-data', message: 'it has no default export' });
    const call = given as (context: SlsContext) => unknown;
    const data: unknown = await (typeof given === 'function' ? call(contextOf(task, port)) : given);
    port.post(handedOver(data, task.token));
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    port.post({ kind: 'failed', name: error.name, message: error.message, stack: error.stack ?? '' });
  }
}

function contextOf({ params, token }: SlsCodeTask, port: SlsCodePort): SlsContext {
  const waiting = new Map<number, { resolve(answer: unknown): void; reject(error: Error): void }>();
  port.onReply((reply) => {
    const call = waiting.get(reply.id);
    waiting.delete(reply.id);
    if ('problem' in reply) call?.reject(new Error(reply.problem));
    else call?.resolve(unpacked(reply.answer, token));
  });
  let calls = 0;
  const exec = (reference: string, args: Readonly<Record<string, unknown>> = {}): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const id = ++calls;
      waiting.set(id, { resolve, reject });
      port.post({ kind: 'call', id, reference, args: packed(args, token) });
    });
  return { params: unpacked(params, token) as SlsContext['params'], hub: { exec: exec as SlsContext['hub']['exec'] } };
}

function handedOver(data: unknown, token: string): SlsCodeMessage {
  const sites: [number, string][] = [];
  let containers = 0;
  try {
    const plain = packed(data, token, (container) => {
      const stack = siteOf(container);
      if (stack !== undefined) sites.push([containers, stack]);
      containers++;
    });
    return { kind: 'done', data: plain, sites };
  } catch (thrown) {
    if (thrown instanceof NoData) return { kind: 'no-data', message: thrown.message };
    throw thrown;
  }
}

class NoData extends Error {}

const DEEPEST = 100;

/**
 * A copy that can be handed over: secrets and unknowns become mappings with the token for their key. `meet` is called with each container, those
 * around it first. Throws `NoData` for what is no data.
 */
export function packed(value: unknown, token: string, meet: (container: object) => void = () => {}): unknown {
  const pack = (inner: unknown, path: readonly (string | number)[]): unknown => {
    switch (typeof inner) {
      case 'string':
      case 'number':
      case 'boolean':
      case 'bigint':
        return inner;
      case 'object':
        break;
      default:
        throw new NoData(
          `${where(path)} stands ${inner === undefined ? 'undefined' : `a ${typeof inner}`}, which is no data`,
        );
    }
    if (inner === null) return null;
    if (isSecret(inner)) return { [token]: 'secret', value: pack(reveal(inner as Secret), path) };
    if (isUnknown(inner)) return { [token]: 'unknown', value: inner.reason };
    if (path.length > DEEPEST)
      throw new NoData(`${where(path.slice(0, 5))} data is nested more than ${DEEPEST} deep, or contains itself`);
    if (Array.isArray(inner)) {
      meet(inner);
      return inner.map((one, index) => pack(one, [...path, index]));
    }
    const prototype: unknown = Object.getPrototypeOf(inner);
    // A module is evaluated apart, and may have objects of its own there.
    if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
      throw new NoData(`${where(path)} stands a ${inner.constructor.name}, which is no data`);
    }
    meet(inner);
    const members = Object.entries(inner).filter(([, one]) => one !== undefined);
    return Object.fromEntries(members.map(([key, one]) => [key, pack(one, [...path, key])]));
  };
  return pack(value, []);
}

function where(path: readonly (string | number)[]): string {
  return path.length === 0 ? 'at the top' : `at ${path.join(':')}`;
}

/** The reverse of `packed`, in place of the copy; `meet` is called with each container in the same order. */
export function unpacked(value: unknown, token: string, meet: (container: object) => void = () => {}): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const target = value as Record<string | number, unknown>;
  const special = Array.isArray(value) ? undefined : target[token];
  if (special === 'secret') return secret(unpacked(target['value'], token));
  if (special === 'unknown') return unknown(String(target['value']));
  meet(value);
  for (const key of Object.keys(value)) target[key] = unpacked(target[key], token, meet);
  return value;
}
