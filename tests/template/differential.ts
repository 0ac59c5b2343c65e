import {
  createEnvironment,
  type Environment,
  float,
  type SyntaxOptions,
  TemplateError,
  type UndefinedMode,
} from '../../src/template/index.js';
import type { Case } from './cases/case.js';

/** What an engine says to a case. */
export interface Answer {
  readonly text?: string;
  readonly error?: string;
  readonly message?: string;
  readonly line?: number;
}

const SYNTAX_NAMES: Readonly<Record<string, keyof SyntaxOptions>> = {
  block_start_string: 'blockStart',
  block_end_string: 'blockEnd',
  variable_start_string: 'variableStart',
  variable_end_string: 'variableEnd',
  comment_start_string: 'commentStart',
  comment_end_string: 'commentEnd',
  line_statement_prefix: 'lineStatementPrefix',
  line_comment_prefix: 'lineCommentPrefix',
  trim_blocks: 'trimBlocks',
  lstrip_blocks: 'lstripBlocks',
  keep_trailing_newline: 'keepTrailingNewline',
};

/** Data as both sides read it: `$float` and `$int` stand for numbers JSON cannot tell apart. */
export function valueOf(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(valueOf);
  if (typeof data !== 'object' || data === null) return data;
  const entries = Object.entries(data);
  const [only] = entries;
  if (entries.length === 1 && only?.[0] === '$float') return float(Number(only[1]));
  if (entries.length === 1 && only?.[0] === '$int') return BigInt(only[1] as string);
  return Object.fromEntries(entries.map(([key, inner]) => [key, valueOf(inner)]));
}

const environments = new Map<UndefinedMode, Environment>();

function environmentFor(one: Case): Environment {
  const mode = one.undefined ?? 'strict';
  const known = one.templates === undefined && one.options === undefined ? environments.get(mode) : undefined;
  if (known !== undefined) return known;
  const syntax = Object.fromEntries(
    Object.entries(one.options ?? {}).flatMap(([name, value]) =>
      SYNTAX_NAMES[name] === undefined ? [] : [[SYNTAX_NAMES[name], value]],
    ),
  );
  const made = createEnvironment({
    undefined: mode,
    syntax,
    autoescape: one.options?.autoescape === true,
    load: (name) => {
      const text = one.templates?.[name];
      return text === undefined ? undefined : { name, file: name, text };
    },
  });
  if (one.templates === undefined && one.options === undefined) environments.set(mode, made);
  return made;
}

/** Our answer to a case. */
export function answer(one: Case): Answer {
  try {
    const template = environmentFor(one).compile(one.template, '<template>');
    return { text: template.renderSync(valueOf(one.context ?? {}) as Record<string, unknown>).text };
  } catch (error) {
    if (!(error instanceof TemplateError)) return { error: 'BUG', message: String((error as Error).stack) };
    const [diagnostic] = error.diagnostics;
    const syntax = error.kind === 'TemplateSyntaxError' || error.kind === 'TemplateAssertionError';
    return {
      error: error.kind,
      message: diagnostic?.summary ?? '',
      ...(syntax && { line: diagnostic?.span?.line ?? 0 }),
    };
  }
}

/** Addresses differ from run to run and from engine to engine. */
function normalised(text: string): string {
  return text.replace(/ at 0x[0-9a-f]+/g, '');
}

/** Kinds of error we have no name of our own for. */
const KINDS: Readonly<Record<string, string>> = {
  AssertionError: 'ValueError',
  RuntimeError: 'TemplateRuntimeError',
  TemplatesNotFound: 'TemplateNotFound',
  SyntaxError: 'TemplateSyntaxError',
};

/** Undefined when the answers agree, else what differs. */
export function difference(ours: Answer, theirs: Answer): string | undefined {
  if (theirs.error !== undefined) {
    if (ours.error === undefined)
      return `ours rendered ${JSON.stringify(ours.text)}, theirs failed with ${theirs.error}: ${theirs.message}`;
    if (ours.error !== (KINDS[theirs.error] ?? theirs.error))
      return `ours ${ours.error}: ${ours.message}; theirs ${theirs.error}: ${theirs.message}`;
    if (normalised(ours.message ?? '') !== normalised(theirs.message ?? ''))
      return `ours: ${ours.message}\ntheirs: ${theirs.message}`;
    return ours.line === theirs.line ? undefined : `ours line ${ours.line}, theirs line ${theirs.line}`;
  }
  if (ours.error !== undefined)
    return `ours failed with ${ours.error}: ${ours.message}; theirs rendered ${JSON.stringify(theirs.text)}`;
  const [a, b] = [normalised(ours.text ?? ''), normalised(theirs.text ?? '')];
  return a === b ? undefined : `ours: ${JSON.stringify(a)}\ntheirs: ${JSON.stringify(b)}`;
}
