/** The hub: every plugin by kind and ref, found without loading, loaded on first use. */
import type {
  AccountBackendDefinition,
  DriverDefinition,
  EventSinkDefinition,
  ExecDefinition,
  PendingRuleDefinition,
  RendererDefinition,
  ResourceDefinition,
  SourceDefinition,
  StateFunctionsDefinition,
  StoreDefinition,
  TemplateExtension,
} from '../contract/index.js';

/** What a folder of plugins is called, and what its modules' default export is. */
export interface PluginTypes {
  readonly states:
    | { readonly kind: 'resource'; readonly definition: ResourceDefinition }
    | { readonly kind: 'state-functions'; readonly definition: StateFunctionsDefinition };
  readonly exec: { readonly kind: 'exec'; readonly definition: ExecDefinition };
  readonly esm: { readonly kind: 'store'; readonly definition: StoreDefinition };
  readonly renderers: { readonly kind: 'renderer'; readonly definition: RendererDefinition };
  readonly sources: { readonly kind: 'source'; readonly definition: SourceDefinition };
  readonly templates: { readonly kind: 'template'; readonly definition: TemplateExtension };
  readonly events: { readonly kind: 'event-sink'; readonly definition: EventSinkDefinition };
  /** Stores of credentials. */
  readonly acct: { readonly kind: 'account-backend'; readonly definition: AccountBackendDefinition };
  readonly pending: { readonly kind: 'pending-rule'; readonly definition: PendingRuleDefinition };
  readonly drivers: { readonly kind: 'driver'; readonly definition: DriverDefinition };
}

export type PluginFolder = keyof PluginTypes;

/** Where a plugin comes from; shown by `doc` and in every blame. */
export interface PluginPlace {
  readonly folder: PluginFolder;
  readonly ref: string;
  readonly origin: 'built-in' | 'project' | 'package';
  /** A path a person can open: `src/plugins/states/cloud/network.ts`, `holdfast.plugins/states/a/b.ts`, `pkg:plugins/states/a.js`. */
  readonly file: string;
}

export type Loaded<Folder extends PluginFolder> = PluginTypes[Folder] & { readonly place: PluginPlace };

export interface Hub {
  /** Every ref of a folder, sorted; loads nothing. */
  refs(folder: PluginFolder): readonly string[];
  /** Where a plugin is, without loading it. */
  place(folder: PluginFolder, ref: string): PluginPlace | undefined;
  /**
   * Loads on first use; the second call gives the same object. Undefined when there is no such ref. Throws a `DiagnosticError` that names the
   * plugin and its file when it cannot be loaded or is not what its folder says.
   */
  load<Folder extends PluginFolder>(folder: Folder, ref: string): Promise<Loaded<Folder> | undefined>;
}

/** One entry of the built-in table: `['states', 'cloud.network', () => import('…')]`. */
export interface BuiltIn {
  readonly folder: PluginFolder;
  readonly ref: string;
  /** Default: the place that follows from folder and ref, `src/plugins/states/cloud/network.ts`. */
  readonly file?: string;
  readonly load: () => Promise<{ readonly default: unknown }>;
}
