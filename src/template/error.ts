import {
  type Diagnostic,
  DiagnosticError,
  diagnosticsOf,
  didYouMean,
  Masker,
  type RelatedSpan,
  type Span,
  secret,
} from '../kernel/index.js';
import { templateCodes } from './codes.js';
import type { CompiledTemplate } from './runtime/compiled.js';
import type { Runtime } from './runtime/runtime.js';
import { chainOf, type Place } from './source-map.js';
import type { SyntaxFault } from './syntax/token.js';
import { Fault, type FaultKind } from './values/fault.js';
import { limitFault, UnknownTouched } from './values/meter.js';

const CODES: Readonly<Record<FaultKind, keyof typeof templateCodes.table>> = {
  TypeError: 'type',
  ValueError: 'value',
  KeyError: 'value',
  IndexError: 'value',
  AttributeError: 'value',
  OverflowError: 'value',
  ZeroDivisionError: 'value',
  RecursionError: 'limit',
  UndefinedError: 'undefined',
  FilterArgumentError: 'value',
  SecurityError: 'type',
  TemplateNotFound: 'not-found',
  TemplateSyntaxError: 'syntax',
  TemplateAssertionError: 'assertion',
  TemplateRuntimeError: 'runtime',
  LimitError: 'limit',
  UnknownValueError: 'unknown-value',
  CallError: 'call-failed',
  Aborted: 'aborted',
};

/** What went wrong in a template. `kind` is the name Python's Jinja would give the error. */
export class TemplateError extends DiagnosticError {
  readonly kind: FaultKind;

  constructor(kind: FaultKind, diagnostic: Diagnostic, cause?: unknown) {
    super(diagnostic, { cause });
    this.name = 'TemplateError';
    this.kind = kind;
  }
}

/** A template that is not even read. */
export function sourceTooLong(file: string, limit: number): TemplateError {
  const { message, hints } = limitFault('source', limit);
  const code = templateCodes.code('limit');
  return new TemplateError('LimitError', {
    severity: 'error',
    code,
    summary: message,
    span: { file, line: 1, column: 1 },
    hints,
  });
}

/** A mistake found before anything ran. */
export function syntaxError(fault: SyntaxFault, template: Pick<CompiledTemplate, 'source'>): TemplateError {
  return new TemplateError(fault.kind, {
    severity: 'error',
    code: templateCodes.code(CODES[fault.kind]),
    summary: fault.message,
    span: template.source.span(fault.offset),
    ...(fault.hints.length > 0 && { hints: fault.hints }),
    ...(fault.open !== undefined && {
      related: [{ message: `this '${fault.open.tag}' is open`, span: template.source.span(fault.open.offset) }],
    }),
  });
}

/** Gives an error of a render its place, or undefined when it is none of the engine's: then it is a bug. */
export function renderError(error: unknown, runtime: Runtime, names: Iterable<string>): TemplateError | undefined {
  if (error instanceof TemplateError) return asNeeded(error, runtime);
  const fault = faultOf(error);
  const carried = diagnosticsOf(error);
  if (fault === undefined && carried === undefined) return undefined;
  const { span, chain } = placeOf(fault, runtime);
  const masker = new Masker();
  for (const value of runtime.seen) masker.add(secret(value));
  if (fault === undefined) return carriedError(error, carried as readonly Diagnostic[], span, chain, masker);
  const cause = diagnosticsOf(fault.cause)?.[0];
  const hints = [...fault.hints, ...undefinedHints(fault, names)];
  const diagnostic: Diagnostic = {
    severity: 'error',
    code: templateCodes.code(CODES[fault.kind]),
    summary: fault.message,
    span,
    ...(chain.length > 0 && { related: chain }),
    ...(hints.length > 0 && { hints }),
    ...(cause !== undefined && { cause }),
  };
  return new TemplateError(
    fault.kind,
    masker.maskDeep(diagnostic) as Diagnostic,
    runtime.seen.size === 0 ? fault.cause : undefined,
  );
}

/** Where the author made the mistake. Of a name that does not exist: where it was read, perhaps by who called what then failed. */
function placeOf(fault: Fault | undefined, runtime: Runtime): Place {
  const { frames, templates, frame, at } = runtime;
  if (fault?.kind !== 'UndefinedError') return chainOf(frames, templates, frame, at);
  const used = (): Place => chainOf(frames, templates, frame, templates[runtime.template]?.details.get(at) ?? at);
  const name = undefinedName(fault);
  if (name === undefined) return used();
  for (let inner = frame, near = at; ; ) {
    const mentions = templates[frames.templates[inner] as number]?.mentions.get(name);
    if (mentions !== undefined) {
      const nearest = mentions.reduce((best, one) => (Math.abs(one - near) < Math.abs(best - near) ? one : best));
      const place = chainOf(frames, templates, inner, nearest);
      return inner === frame ? place : withUse(place, used());
    }
    if (inner === 0) return used();
    near = frames.sites[inner] as number;
    inner = frames.parents[inner] as number;
  }
}

function withUse({ span }: Place, used: Place): Place {
  return { span, chain: [{ message: 'used here', span: used.span }, ...used.chain] };
}

function undefinedName(fault: Fault): string | undefined {
  return /^'(.+)' is undefined$/.exec(fault.message)?.[1];
}

const NEEDED = 'needed here';

/** A mistake in a template that another one needs: it is told what needed it. */
function asNeeded(error: TemplateError, runtime: Runtime): TemplateError {
  const [diagnostic] = error.diagnostics;
  if (diagnostic === undefined || diagnostic.related?.some(({ message }) => message === NEEDED) === true) return error;
  const { span, chain } = chainOf(runtime.frames, runtime.templates, runtime.frame, runtime.at);
  if (span.file === diagnostic.span?.file && chain.length === 0) return error;
  return new TemplateError(error.kind, {
    ...diagnostic,
    related: [...(diagnostic.related ?? []), { message: NEEDED, span }, ...chain],
  });
}

/** Diagnostics of a called function, blamed on the call. */
function carriedError(
  error: unknown,
  carried: readonly Diagnostic[],
  span: Span,
  chain: readonly RelatedSpan[],
  masker: Masker,
): TemplateError {
  const [first] = carried;
  const diagnostic: Diagnostic = {
    severity: 'error',
    code: templateCodes.code('call-failed'),
    summary: first?.summary ?? 'a called function failed',
    span,
    ...(chain.length > 0 && { related: chain }),
    ...(first !== undefined && { cause: first }),
  };
  return new TemplateError('CallError', masker.maskDeep(diagnostic) as Diagnostic, error);
}

function faultOf(error: unknown): Fault | undefined {
  if (error instanceof Fault) return error;
  if (error instanceof UnknownTouched) {
    return new Fault(
      'UnknownValueError',
      `the template decides by a value that is not known yet: ${String(error.unknown.value)}`,
    );
  }
  if (error instanceof RangeError && /call stack|string length|Array length|BigInt/i.test(error.message)) {
    return new Fault('LimitError', 'the template needs more memory or nesting than there is');
  }
  return undefined;
}

function undefinedHints(fault: Fault, names: Iterable<string>): string[] {
  if (fault.kind !== 'UndefinedError') return [];
  const name = undefinedName(fault);
  const hint =
    name === undefined
      ? undefined
      : didYouMean(
          name,
          [...names].filter((known) => known !== name),
        );
  return hint === undefined ? [] : [hint];
}
