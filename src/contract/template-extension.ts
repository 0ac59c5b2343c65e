/** Further filters, tests and globals for templates. */
import { type Marked, mark } from './mark.js';

/** Called with plain data; keyword arguments, if any, follow as one last object. May return a promise. Must not write anything. */
export type TemplateFunction = (...args: unknown[]) => unknown;

export interface TemplateExtension {
  /** Where it lives: `acme` in `templates/acme.ts`. Checked against the path at loading. */
  readonly ref: string;
  readonly summary: string;
  /** By name: `{{ value | name(argument) }}`. What is given first is the value that is filtered. */
  readonly filters?: Readonly<Record<string, TemplateFunction>>;
  /** By name: `{% if value is name %}`. */
  readonly tests?: Readonly<Record<string, TemplateFunction>>;
  /** By name: functions and plain data that every template sees. */
  readonly globals?: Readonly<Record<string, unknown>>;
}

export function templateExtension(definition: TemplateExtension): TemplateExtension & Marked<'template'> {
  return mark('template', definition);
}
