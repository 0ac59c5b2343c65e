/** `key=value` words as typed arguments of a function. */
import type { Field, Fields } from '../../contract/index.js';
import { type Diagnostic, describe, didYouMean } from '../../kernel/index.js';
import { operationCodes } from '../codes.js';
import { typedWord } from '../typed-word.js';

export interface ArgumentsInput {
  /** `cloud.instance.create`, for messages. */
  readonly reference: string;
  readonly fields: Fields;
  /** Unknown names are passed on. */
  readonly free: boolean;
  readonly words: readonly string[];
}

export type ArgumentsRead =
  | { readonly ok: true; readonly args: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** A word with `=` after a name is an argument of that name; others fill the fields in their order. */
export function readArguments({ reference, fields, free, words }: ArgumentsInput): ArgumentsRead {
  const args: Record<string, unknown> = {};
  const diagnostics: Diagnostic[] = [];
  const problem = (
    code: 'unknown-argument' | 'missing-argument' | 'bad-argument',
    summary: string,
    hints: readonly string[] = [],
  ): void => {
    const see = `holdfast doc ${reference} shows its arguments`;
    diagnostics.push({
      severity: 'error',
      code: operationCodes.code(code),
      summary,
      about: reference,
      hints: [...hints, see],
    });
  };
  const names = Object.keys(fields);
  for (const word of words) {
    const [, key, text] = /^([A-Za-z_][\w.-]*)=(.*)$/s.exec(word) ?? [];
    const name = key ?? names.find((one) => !Object.hasOwn(args, one));
    if (name === undefined) {
      problem('unknown-argument', `${reference} takes ${names.length} values at most; '${word}' is one too many`);
      continue;
    }
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (field === undefined && !free) {
      const hint = didYouMean(name, names);
      problem('unknown-argument', `${reference} has no argument '${name}'`, hint === undefined ? [] : [hint]);
      continue;
    }
    const value = valueOf(text ?? word, field);
    const wrong = field === undefined || value === null ? undefined : typeProblem(value, field);
    if (wrong === undefined) args[name] = value;
    else problem('bad-argument', `${reference}: '${name}' ${wrong}`);
  }
  for (const [name, field] of Object.entries(fields)) {
    if (field.required && !Object.hasOwn(args, name) && !diagnostics.some((one) => one.summary.includes(`'${name}'`))) {
      problem('missing-argument', `${reference} needs '${name}'`, [`give it as ${name}=…`]);
    }
  }
  return diagnostics.length === 0 ? { ok: true, args } : { ok: false, diagnostics };
}

/** Text stays text where text is meant; everything else is read as YAML, of which JSON is a part. */
function valueOf(text: string, field: Field | undefined): unknown {
  return field?.type === 'string' ? text : typedWord(text);
}

/** What is wrong with a value, as the rest of a sentence that begins with the argument's name. */
function typeProblem(value: unknown, field: Field): string | undefined {
  const fits: Readonly<Record<Field['type'], boolean>> = {
    string: typeof value === 'string',
    integer: Number.isInteger(value),
    number: typeof value === 'number',
    boolean: typeof value === 'boolean',
    list: Array.isArray(value),
    record: typeof value === 'object' && !Array.isArray(value),
    object: typeof value === 'object' && !Array.isArray(value),
    any: true,
  };
  const wanted =
    field.type === 'record' || field.type === 'object' ? 'mapping' : field.type === 'string' ? 'text' : field.type;
  if (!fits[field.type]) return `must be ${/^[aeiou]/.test(wanted) ? 'an' : 'a'} ${wanted}, not ${describe(value)}`;
  if (field.one_of !== undefined && !field.one_of.includes(value))
    return `is one of ${field.one_of.map(String).join(', ')}`;
  return undefined;
}
