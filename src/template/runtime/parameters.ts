import { typeError } from '../values/fault.js';
import type { Keywords } from '../values/model.js';

/** What a builtin takes: names in order, with `?` after a name that may be left out. */
export interface Signature {
  readonly names: readonly string[];
  readonly required: number;
}

export function signature(text: string): Signature {
  const names = text.split(' ').filter((name) => name !== '');
  const firstOptional = names.findIndex((name) => name.endsWith('?'));
  return {
    names: names.map((name) => name.replace('?', '')),
    required: firstOptional === -1 ? names.length : firstOptional,
  };
}

/** Arguments by position, keyword arguments put in their places; what was not given is undefined. */
export function bind(
  label: string,
  { names, required }: Signature,
  args: readonly unknown[],
  keywords: Keywords | undefined,
): readonly unknown[] {
  if (keywords === undefined && args.length >= required && args.length <= names.length) return args;
  if (args.length > names.length) throw tooMany(label, names.length, required, args.length);
  const bound = args.slice();
  for (const name of Object.keys(keywords ?? {})) {
    const at = names.indexOf(name);
    if (at === -1) throw typeError(`${label}() got an unexpected keyword argument '${name}'`);
    if (at < args.length) throw typeError(`${label}() got multiple values for argument '${name}'`);
    bound[at] = (keywords as Keywords)[name];
  }
  const missing = names.slice(0, required).filter((_, at) => bound[at] === undefined);
  if (missing.length > 0) {
    const plural = missing.length === 1 ? '' : 's';
    throw typeError(
      `${label}() missing ${missing.length} required positional argument${plural}: ${listNames(missing)}`,
    );
  }
  return bound;
}

function tooMany(label: string, most: number, required: number, given: number): Error {
  if (most === 0 && /^[a-z]+\.[a-z_]+$/.test(label)) return typeError(`${label}() takes no arguments (${given} given)`);
  const range = required === most ? `${most}` : `from ${required} to ${most}`;
  const plural = most === 1 && required === most ? '' : 's';
  return typeError(
    `${label}() takes ${range} positional argument${plural} but ${given} ${given === 1 ? 'was' : 'were'} given`,
  );
}

function listNames(names: readonly string[]): string {
  const quoted = names.map((name) => `'${name}'`);
  if (quoted.length <= 2) return quoted.join(' and ');
  return `${quoted.slice(0, -1).join(', ')}, and ${quoted.at(-1)}`;
}
