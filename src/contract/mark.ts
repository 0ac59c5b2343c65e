/** How the engine knows a plugin: by a registered symbol, never by class, so two copies of the package agree. */

export const MARK = Symbol.for('holdfast/1');

export type PluginKind =
  | 'resource'
  | 'state-functions'
  | 'exec'
  | 'store'
  | 'renderer'
  | 'source'
  | 'driver'
  | 'template'
  | 'event-sink'
  | 'pending-rule'
  | 'account-backend';

export interface Marked<Kind extends PluginKind> {
  readonly [MARK]: Kind;
}

export function mark<Kind extends PluginKind, Definition extends object>(
  kind: Kind,
  definition: Definition,
): Definition & Marked<Kind> {
  return Object.assign({ [MARK]: kind }, definition);
}

/** The kind of a plugin module's default export; undefined when it is none. */
export function kindOf(value: unknown): PluginKind | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  return (value as Partial<Marked<PluginKind>>)[MARK];
}
