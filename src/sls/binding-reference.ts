/** The text form of argument binding: `${state.ref:id[name]:path}`. */
import { type DataPath, type PathResult, parsePath } from '../kernel/index.js';

export interface BindingReference {
  readonly state: string;
  readonly id: string;
  readonly name?: string;
  readonly path: DataPath;
}

/** What may be a reference inside a text. A lone `${` is text. */
export const REFERENCE = /\$\{([^${}]+)\}/g;

/** Reads what stands between the braces. */
export function parseBindingReference(inner: string): PathResult<BindingReference> {
  const first = inner.indexOf(':');
  const second = inner.indexOf(':', first + 1);
  if (first === -1 || second === -1) {
    const parts = first === -1 ? 'one part' : 'two parts';
    return { ok: false, problem: `it has ${parts}, and a reference has three: \${state.ref:id:path}` };
  }
  const state = inner.slice(0, first);
  const target = inner.slice(first + 1, second);
  if (state === '' || target === '') return { ok: false, problem: 'the state ref and the ID may not be empty' };
  if (state === 'sls') {
    const member = intoGroup(target, inner.slice(second + 1));
    if (member !== undefined) return parseBindingReference(member);
  }
  const rest = inner.slice(second + 1);
  // `${state:id:}` is the whole new state.
  const path = rest === '' ? { ok: true as const, value: [] } : parsePath(rest);
  if (!path.ok) return path;
  return { ok: true, value: { state, ...splitBindingId(target), path: path.value } };
}

/**
 * `${sls:group:state.ref:id:path}` is the member `${state.ref:group.id:path}` of a file as a function, unless it asks for what `sls.run` itself
 * returned.
 */
function intoGroup(group: string, rest: string): string | undefined {
  const [state = '', target = '', ...path] = rest.split(':');
  if (state === '' || target === '' || OF_THE_RUN.has(state)) return undefined;
  return `${state}:${group}.${target}:${path.join(':')}`;
}

/** Keys of the new state of `sls.run`. */
const OF_THE_RUN: ReadonlySet<string> = new Set(['Status', 'is_sls_run', 'sls_sources', 'params', 'esm_params']);

/** `id[name]` in its parts; a bracket that does not end the text belongs to the ID. */
export function splitBindingId(text: string): { readonly id: string; readonly name?: string } {
  const open = text.indexOf('[');
  if (open <= 0 || !text.endsWith(']')) return { id: text };
  return { id: text.slice(0, open), name: text.slice(open + 1, -1) };
}
