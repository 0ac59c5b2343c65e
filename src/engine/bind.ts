/** Putting bound values into a chunk's arguments, when all its targets have ended. */
import {
  type DataPath,
  type Diagnostic,
  describe,
  getPath,
  isSecret,
  isUnknown,
  parseTag,
  pathText,
  reveal,
  secret,
  tagText,
  type Unknown,
  unknown,
} from '../kernel/index.js';
import type { Binding } from '../sls/index.js';
import { engineCodes } from './codes.js';
import { type ChunkNode, type ResolvedBinding, tagOf } from './step-graph.js';

/** What a binding's target ended with. */
export interface BindingSource {
  readonly newState: Readonly<Record<string, unknown>> | null;
  /** Named in messages. */
  readonly tag: string;
}

export interface BoundArguments {
  readonly args: Record<string, unknown>;
  readonly bound: ReadonlySet<string>;
  readonly diagnostics: readonly Diagnostic[];
}

const NOTHING_BOUND: ReadonlySet<string> = new Set();

/**
 * A chunk's arguments with `name` and every binding substituted. `source` gives what a target ended with. In a plan a value that is missing
 * from a predicted state is unknown; otherwise it is an error of the chunk.
 */
export function bindArguments(
  node: ChunkNode,
  plan: boolean,
  source: (binding: ResolvedBinding) => BindingSource | undefined,
): BoundArguments {
  const { chunk } = node;
  const args: Record<string, unknown> = {};
  for (const [name, argument] of chunk.args) args[name] = argument.value;
  args.name = chunk.name;
  if (node.bindings.length === 0) return { args, bound: NOTHING_BOUND, diagnostics: [] };
  const bound = new Set<string>();
  const diagnostics: Diagnostic[] = [];
  for (const resolved of node.bindings) {
    const { binding } = resolved;
    const value = valueOf(node, binding, source(resolved), plan, diagnostics);
    if (value === undefined) continue;
    const name = String(binding.argument[0]);
    if (!bound.has(name)) args[name] = structuredCopy(args[name]);
    bound.add(name);
    substitute(args, binding, value.is, node, diagnostics);
  }
  return { args, bound, diagnostics };
}

function valueOf(
  node: ChunkNode,
  binding: Binding,
  from: BindingSource | undefined,
  plan: boolean,
  diagnostics: Diagnostic[],
): { is: unknown } | undefined {
  const where = `${binding.state}:${binding.id}${binding.path.length === 0 ? '' : `:${pathText(binding.path)}`}`;
  if (from?.newState === null || from === undefined) {
    if (plan) return { is: unknown(`${where} is known after applying`) };
    diagnostics.push(bindingFailed(node, binding, `${from?.tag ?? binding.id} has no new state to take a value from`));
    return undefined;
  }
  const found = getPath(from.newState, binding.path);
  if (found.ok) return { is: found.value };
  const hidden = firstUnknown(from.newState, binding.path);
  if (plan) return { is: hidden ?? unknown(`${where} is known after applying`) };
  diagnostics.push(bindingFailed(node, binding, `in the new state of ${from.tag}, ${found.problem}`));
  return undefined;
}

/** A path that leads through an unknown is as unknown as that. */
function firstUnknown(value: unknown, path: DataPath): Unknown | undefined {
  let here = value;
  for (const part of path) {
    if (isUnknown(here)) return here;
    if (part.kind === 'star' || here === null || typeof here !== 'object') return undefined;
    here = (here as Record<PropertyKey, unknown>)[part.kind === 'key' ? part.key : part.index];
  }
  return isUnknown(here) ? here : undefined;
}

function bindingFailed(node: ChunkNode, binding: Binding, why: string): Diagnostic {
  return {
    severity: 'error',
    code: engineCodes.code('binding-failed'),
    summary: `'${binding.reference}' cannot be bound: ${why}`,
    ...node.sources.place(binding.at, binding.reference.length),
    about: tagText(tagOf(node)),
    hints: ['compare the path with the new state that `--json` shows for that state'],
  };
}

/** A reference that stands alone gives its value with its type; inside a text it becomes text. */
function substitute(
  args: Record<string, unknown>,
  binding: Binding,
  value: unknown,
  node: ChunkNode,
  diagnostics: Diagnostic[],
): void {
  const path = binding.argument;
  let container: Record<PropertyKey, unknown> = args;
  for (const key of path.slice(0, -1)) {
    const inner = container[key];
    if (inner === null || typeof inner !== 'object') container[key] = {};
    container = container[key] as Record<PropertyKey, unknown>;
  }
  const last = path.at(-1) as string | number;
  const present = container[last];
  if (binding.whole) container[last] = structuredCopy(value);
  else if (isUnknown(present)) return;
  else if (isUnknown(value)) container[last] = value;
  else {
    const text = isSecret(present) ? reveal(present) : present;
    const inner = isSecret(value) ? reveal(value) : value;
    if (typeof text !== 'string') {
      container[last] = structuredCopy(value);
      return;
    }
    const joined = text.replaceAll(binding.reference, () => textOf(inner));
    container[last] = isSecret(present) || isSecret(value) ? secret(joined) : joined;
    if (inner === null || typeof inner === 'object') {
      diagnostics.push({
        severity: 'warning',
        code: engineCodes.code('bound-no-text'),
        summary: `'${binding.reference}' is ${describe(inner)}, and stands inside a text`,
        ...node.sources.place(binding.at, binding.reference.length),
        about: tagText(tagOf(node)),
        hints: ['bind a text or a number, or let the reference stand alone'],
      });
    }
  }
}

/** A value inside a text, written as the language writes it: `None`, `True`, `['a', 1]`. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : literal(value);
}

function literal(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') {
    const quote = value.includes("'") && !value.includes('"') ? '"' : "'";
    return `${quote}${value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll(quote, `\\${quote}`)}${quote}`;
  }
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value === 'object' && !isSecret(value) && !(value instanceof Date)) {
    return `{${Object.entries(value)
      .map(([key, inner]) => `${literal(key)}: ${literal(inner)}`)
      .join(', ')}}`;
  }
  return String(value);
}

/** Copies containers, so that neither the declaration nor the target's state is ever changed through the other. */
function structuredCopy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(structuredCopy);
  if (value === null || typeof value !== 'object' || isSecret(value) || isUnknown(value) || value instanceof Date)
    return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, structuredCopy(inner)]));
}

/** The name of a record for messages. */
export function recordName(esmTag: string): string {
  const tag = parseTag(esmTag);
  return tag === undefined ? esmTag : `${tag.state}: ${tag.id} (enforced by an earlier run)`;
}
