/** `hub.idem.arg_bind.resolve('${state.ref:id:path}')` in a template: a value of what has run already. */
import { DiagnosticError, getPath, parsePath, unknown } from '../kernel/index.js';
import { splitBindingId } from './binding-reference.js';
import { slsCodes } from './codes.js';

/** What the first chunk of an ID ended with. */
export interface RanChunk {
  /** Null when it has not run, or has none. */
  readonly newState: Readonly<Record<string, unknown>> | null;
  /** In a plan: what is missing is known only after applying. */
  readonly plan: boolean;
}

/** Asked by ID and, where the reference has one, name; undefined when there is no such ID. */
export type RanChunks = (id: string, name: string | undefined) => RanChunk | undefined;

/**
 * The state ref is not compared, as in the original. Without a path the whole new state; null while it has not run; in a plan an `Unknown`
 * for what is not known. Throws a `DiagnosticError`.
 */
export function resolveReference(reference: string, ran: RanChunks | undefined): unknown {
  const inner = /^\$\{(.*)\}$/s.exec(reference.trim())?.[1] ?? reference.trim();
  const [state = '', target = '', ...rest] = inner.split(':');
  if (state === '' || target === '') {
    throw problem(`'${reference}' is no reference: it has less than two parts`, ['write it as ${state.ref:id:path}']);
  }
  const { id, name } = splitBindingId(target);
  if (ran === undefined) {
    throw problem(`nothing has run yet, so '${reference}' has no value`, [
      `put this part into a block that waits: a line #!require:${id} before it, and #!END behind it`,
    ]);
  }
  const found = ran(id, name);
  if (found === undefined) throw problem(`'${reference}' names the ID '${id}', and there is none of that name`, []);
  const { newState, plan } = found;
  if (newState === null) return plan ? unknown(`${inner} is known after applying`) : null;
  if (rest.length === 0) return newState;
  const path = parsePath(rest.join(':'));
  if (!path.ok) throw problem(`the path of '${reference}' cannot be read: ${path.problem}`, []);
  const value = getPath(newState, path.value);
  if (value.ok) return value.value;
  if (plan) return unknown(`${inner} is known after applying`);
  throw problem(`'${reference}' has no value: ${value.problem}`, [
    'compare the path with the new state that `--json` shows for that state',
  ]);
}

function problem(summary: string, hints: readonly string[]): DiagnosticError {
  return new DiagnosticError({
    severity: 'error',
    code: slsCodes.code('bad-binding'),
    summary,
    ...(hints.length === 0 ? {} : { hints }),
  });
}
