import type { PluginPlace } from './hub.js';

/** A plugin that was found and not loaded yet. */
export interface Candidate {
  readonly place: PluginPlace;
  /** The module's default export, whatever it is. Throws a `DiagnosticError` when the module cannot be loaded. */
  load(): Promise<unknown>;
}
