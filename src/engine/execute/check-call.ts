/** Checking a chunk against its function before anything runs. */
import type { EnforcedRecord, Field, Fields } from '../../contract/index.js';
import type { Loaded } from '../../hub/index.js';
import { type Diagnostic, didYouMean, type RelatedSpan, type SourceIndex, type Span } from '../../kernel/index.js';
import { type Argument, type Chunk, positionWithin } from '../../sls/index.js';
import { type Misfit, misfit, type Skip } from './argument-type.js';
import { callCodes } from './codes.js';
import { parseKeywords } from './keywords.js';
import { reconcileOf } from './pending.js';
import { attemptsProblem, waitProblem } from './reconcile-wait.js';
import { functionNames, type Signature, signatureOf } from './signature.js';

/**
 * Everything that is wrong with the call a chunk stands for: its function, its arguments, its keywords. What the enforced record knows
 * (the id, and what the function requires) need not be given. Reads nothing but its arguments.
 */
export function checkCall(
  plugin: Loaded<'states'>,
  fun: string,
  chunk: Chunk,
  sources: SourceIndex,
  record?: EnforcedRecord,
): readonly Diagnostic[] {
  const signature = signatureOf(plugin, fun);
  if (signature === undefined) return [unknownFunction(plugin, fun, chunk, sources)];
  const found: Diagnostic[] = [];
  for (const [name, argument] of chunk.args) checkArgument(plugin, signature, chunk, name, argument, sources, found);
  for (const name in signature.fields) {
    const field = signature.fields[name] as Field;
    if (!field.required || !signature.checksRequired || name === 'name' || isGiven(chunk, name)) continue;
    if (record?.state?.[name] !== undefined && record.state[name] !== null) continue;
    found.push(missing(plugin, signature, chunk, name, field, sources));
  }
  const declared = reconcileProblem(plugin, fun);
  if (declared !== undefined) found.push(badReconcile(plugin, fun, declared, chunk, sources));
  if (chunk.keywords.size > 0) found.push(...parseKeywords(chunk, sources).diagnostics);
  return found.length === 0 ? NONE : found;
}

const NONE: readonly Diagnostic[] = Object.freeze([]);

function reconcileProblem(plugin: Loaded<'states'>, fun: string): string | undefined {
  const { wait, attempts } = reconcileOf(plugin, fun);
  return waitProblem(wait) ?? attemptsProblem(attempts);
}

function badReconcile(
  plugin: Loaded<'states'>,
  fun: string,
  problem: string,
  { declaration }: Chunk,
  sources: SourceIndex,
): Diagnostic {
  const { ref, file } = plugin.place;
  return {
    severity: 'error',
    code: callCodes.code('bad-reconcile'),
    summary: `'${ref}.${fun}' does not say rightly how it waits while it is pending: ${problem}`,
    ...sources.place(declaration.at, `${declaration.state}.${declaration.fun}`.length),
    about: `${ref}.${fun}`,
    hints: [`correct \`reconcile\` in ${file}`],
  };
}

function isGiven(chunk: Chunk, name: string): boolean {
  const value = chunk.args.get(name)?.value;
  if (value !== null && value !== undefined) return true;
  return chunk.bindings.some((binding) => binding.argument[0] === name);
}

function checkArgument(
  plugin: Loaded<'states'>,
  signature: Signature,
  chunk: Chunk,
  name: string,
  argument: Argument,
  sources: SourceIndex,
  found: Diagnostic[],
): void {
  const field = Object.hasOwn(signature.fields, name) ? signature.fields[name] : undefined;
  if (field === undefined) {
    if (!signature.free && name !== 'name') found.push(unknownArgument(plugin, signature, name, argument, sources));
    return;
  }
  if (signature.refusesComputed && field.computed === true && field.stable !== true && argument.value !== null) {
    found.push(computedArgument(plugin, signature, name, argument, sources));
    return;
  }
  const wrong = misfit(field, argument.value, boundPlaces(chunk, name));
  if (wrong === undefined) return;
  const at = positionWithin(argument, wrong.path, wrong.kind === 'member' ? 'key' : 'value');
  found.push(misfitDiagnostic(plugin, signature, name, wrong, sources.place(at)));
}

function boundPlaces(chunk: Chunk, name: string): Skip | undefined {
  if (chunk.bindings.length === 0) return undefined;
  const mine = chunk.bindings.filter((binding) => binding.argument[0] === name);
  if (mine.length === 0) return undefined;
  const places = new Set(mine.map((binding) => JSON.stringify(binding.argument.slice(1))));
  return (path) => places.has(JSON.stringify(path));
}

function unknownFunction(plugin: Loaded<'states'>, fun: string, chunk: Chunk, sources: SourceIndex): Diagnostic {
  const { ref, file } = plugin.place;
  const known = functionNames(plugin);
  const guess = didYouMean(fun, known);
  const written = `${chunk.declaration.state}.${chunk.declaration.fun}`;
  return {
    severity: 'error',
    code: callCodes.code('unknown-function'),
    summary: `'${ref}' has no function '${fun}'`,
    detail: `its functions are ${known.join(', ')} (${file})`,
    ...sources.place(chunk.declaration.at, written.length),
    hints: [...(guess === undefined ? [] : [guess]), `\`holdfast doc ${ref}\` documents them`],
    about: `${ref}.${fun}`,
  };
}

function unknownArgument(
  plugin: Loaded<'states'>,
  signature: Signature,
  name: string,
  argument: Argument,
  sources: SourceIndex,
): Diagnostic {
  const path = `${plugin.place.ref}.${signature.fun}`;
  const known = argumentNames(signature.fields);
  const guess = didYouMean(name, known);
  return {
    severity: 'error',
    code: callCodes.code('unknown-argument'),
    summary: `'${path}' takes no argument '${name}'`,
    detail: known.length === 0 ? 'it takes none at all' : `its arguments are ${known.join(', ')}`,
    ...sources.place(argument.at, name.length),
    hints: [guess ?? `\`holdfast doc ${path}\` lists its arguments`],
    about: path,
  };
}

function argumentNames(fields: Fields): string[] {
  return Object.entries(fields)
    .filter(([, field]) => field.computed !== true || field.stable === true)
    .map(([name]) => name);
}

function computedArgument(
  plugin: Loaded<'states'>,
  signature: Signature,
  name: string,
  argument: Argument,
  sources: SourceIndex,
): Diagnostic {
  const path = `${plugin.place.ref}.${signature.fun}`;
  return {
    severity: 'error',
    code: callCodes.code('computed-argument'),
    summary: `'${name}' of '${path}' is set by the provider and cannot be given`,
    ...sources.place(argument.at, name.length),
    hints: [`remove it; others may bind it as \`\${${plugin.place.ref}:ID:${name}}\``],
    about: path,
  };
}

function missing(
  plugin: Loaded<'states'>,
  signature: Signature,
  chunk: Chunk,
  name: string,
  field: Field,
  sources: SourceIndex,
): Diagnostic {
  const path = `${plugin.place.ref}.${signature.fun}`;
  const given = chunk.args.get(name);
  const example =
    field.example === undefined ? undefined : `for example \`- ${name}: ${JSON.stringify(field.example)}\``;
  return {
    severity: 'error',
    code: callCodes.code('missing-argument'),
    summary: `'${path}' requires the argument '${name}'`,
    ...(field.doc === undefined ? {} : { detail: field.doc }),
    ...(given === undefined ? sources.place(chunk.declaration.at, path.length) : sources.place(given.at, name.length)),
    hints: [example ?? `add \`- ${name}: …\``],
    about: path,
  };
}

/** A misfit as a diagnostic; also for values that are known only after binding. */
export function misfitDiagnostic(
  plugin: Loaded<'states'>,
  signature: Signature,
  name: string,
  wrong: Misfit,
  place: { readonly span?: Span; readonly related?: readonly RelatedSpan[] },
): Diagnostic {
  const where = [name, ...wrong.path].join(':');
  const path = `${plugin.place.ref}.${signature.fun}`;
  return {
    severity: 'error',
    code: callCodes.code(wrong.kind === 'type' ? 'wrong-type' : 'bad-value'),
    summary: `'${where}' of '${path}' must be ${wrong.kind === 'missing' ? `a mapping with ${wrong.expected}` : wrong.expected}, not ${wrong.found}`,
    ...place,
    ...(wrong.hint === undefined ? {} : { hints: [wrong.hint] }),
    about: path,
  };
}
