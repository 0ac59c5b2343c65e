import type { UndefinedMode } from '../../../src/template/index.js';

/** One template, given to both engines. */
export interface Case {
  readonly template: string;
  readonly context?: Readonly<Record<string, unknown>>;
  /** Templates it can include, import and extend. */
  readonly templates?: Readonly<Record<string, string>>;
  /** Options of the environment, by their Python names. */
  readonly options?: Readonly<Record<string, unknown>>;
  readonly undefined?: UndefinedMode;
}

/** Cases that belong together, and why they are there. */
export interface Group {
  readonly name: string;
  readonly reason: string;
  readonly cases: readonly Case[];
}

/** Several templates over one context. */
export function over(context: Readonly<Record<string, unknown>>, ...templates: readonly string[]): Case[] {
  return templates.map((template) => ({ template, context }));
}

export function plain(...templates: readonly string[]): Case[] {
  return templates.map((template) => ({ template }));
}
