/** What a command runs with, and where each value came from. */
import type { Secret, Span } from '../../kernel/index.js';
import type { GroupName, SettingKey } from './table.js';

export interface Settings {
  /** The file the settings were read from; undefined when there is none. */
  readonly configFile?: string;
  /** The project folder: the config file's, else the working directory. Absolute. */
  readonly directory: string;
  /** Where the command was started: paths on the command line are relative to it. Absolute. */
  readonly workingDirectory: string;
  /** Root folder of everything that is kept. Absolute. */
  readonly root: string;
  /** Empty without a project. */
  readonly project: string;
  readonly runName: string;
  readonly slsSources: readonly string[];
  /** Absolute. */
  readonly tree?: string;
  /** Refs or paths of params files, the weakest first. */
  readonly params: readonly string[];
  /** Folder that relative paths among `params` are meant from. Absolute. */
  readonly paramsDirectory: string;
  readonly paramSources: readonly string[];
  /** Params given one by one, the weakest first. */
  readonly givenParams: readonly GivenSettingParam[];
  readonly render: string;
  /** Patterns of exec functions that write and that templates may call. */
  readonly allowTemplateExec: readonly string[];
  readonly runtime: 'serial' | 'parallel';
  /** Zero or less: no limit. */
  readonly batchSize: number;
  readonly reconciler: 'basic' | 'none';
  /** `default`, or the ref of a pending rule. */
  readonly pending: string;
  readonly maxPendingReruns: number;
  /** Each works on what the one before left. */
  readonly group: readonly GroupName[];
  readonly progress: boolean;
  readonly hardFail: boolean;
  readonly maxDeletes?: number;
  /** Nothing is adopted by its name. */
  readonly onlyWithResourceId: boolean;
  readonly esmPlugin: string;
  readonly esmProfile: string;
  readonly esmKey?: Secret<string>;
  readonly esmKeyBefore?: Secret<string>;
  /** Milliseconds for which a run may be silent. */
  readonly esmLease: number;
  /** Of archived history. */
  readonly esmKeepMib: number;
  /** Files, URLs, or `-`. */
  readonly events: readonly string[];
  /** Patterns; none: all types but those of detail. */
  readonly eventTypes: readonly string[];
  readonly plugins: boolean;
  /** Absolute. */
  readonly acctFile?: string;
  readonly acctKey?: Secret<string>;
  /** Undefined: the file's default. */
  readonly acctProfile?: string;
}

/** Where a value came from. */
export type Origin =
  | { readonly kind: 'flag'; readonly name: string }
  | { readonly kind: 'environment'; readonly name: string }
  | { readonly kind: 'file'; readonly span: Span }
  | { readonly kind: 'default' };

export interface GivenSettingParam {
  readonly key: string;
  readonly value: unknown;
  readonly origin: Origin;
}

export interface SettingValue {
  /** Undefined: not set. Secrets are wrapped. */
  readonly value: unknown;
  readonly origin: Origin;
}

export type SettingValues = Readonly<Record<SettingKey, SettingValue>>;
