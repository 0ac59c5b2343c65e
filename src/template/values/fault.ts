/** What kind of error a template ran into, named as Python names it, because authors look these names up. */
export type FaultKind =
  | 'TypeError'
  | 'ValueError'
  | 'KeyError'
  | 'IndexError'
  | 'AttributeError'
  | 'OverflowError'
  | 'ZeroDivisionError'
  | 'RecursionError'
  | 'UndefinedError'
  | 'FilterArgumentError'
  | 'SecurityError'
  | 'TemplateNotFound'
  | 'TemplateSyntaxError'
  | 'TemplateAssertionError'
  | 'TemplateRuntimeError'
  | 'LimitError'
  | 'UnknownValueError'
  | 'CallError'
  | 'Aborted';

/** An error inside the engine, before it knows its place. It leaves the engine as a `TemplateError` only. */
export class Fault extends Error {
  readonly kind: FaultKind;
  readonly hints: readonly string[];

  constructor(kind: FaultKind, message: string, hints: readonly string[] = [], options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
    this.hints = hints;
  }
}

export function typeError(message: string): Fault {
  return new Fault('TypeError', message);
}

export function valueError(message: string): Fault {
  return new Fault('ValueError', message);
}
