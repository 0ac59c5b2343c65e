/** What a command runs with, and where each value came from. */
import type { Secret, Span } from '../../kernel/index.js';
import type { SettingKey } from './table.js';

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
  readonly batchSize: number;
  readonly esmPlugin: string;
  readonly esmProfile: string;
  readonly esmKey?: Secret<string>;
  readonly esmKeyBefore?: Secret<string>;
  /** Of archived history. */
  readonly esmKeepMib: number;
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
