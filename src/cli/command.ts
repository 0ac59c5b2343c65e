/** What a command is: plain data for help, completion, and the reference page, and one function that runs it. */
import type { SettingKey } from '../operations/index.js';
import type { Invocation } from './invocation.js';

/** What a word on the command line names, for completion. */
export type Completes = 'sls' | 'states' | 'exec' | 'references' | 'file' | 'folder' | 'stores';

export interface ArgumentSpec {
  readonly name: string;
  readonly doc: string;
  readonly required?: boolean;
  readonly variadic?: boolean;
  readonly completes?: Completes;
  readonly choices?: readonly string[];
}

export interface OptionSpec {
  /** As commander writes them: `-t, --test`, `--target <id>`, `--no-plugins`. */
  readonly flags: string;
  readonly doc: string;
  readonly choices?: readonly string[];
  /** Several of the choices may be given, joined by `|`. */
  readonly joined?: boolean;
  /** Under which heading help shows it. */
  readonly heading?: string;
  /** Given several times, the values are collected. */
  readonly repeatable?: boolean;
  /** Long name of an option that cannot be given with this one. */
  readonly excludes?: string;
  /** The setting this option sets. */
  readonly setting?: SettingKey;
  readonly completes?: Completes;
}

/** Outputters of plain data: a command that takes JSON and YAML takes all of them. */
export const dataOutputs: readonly string[] = ['json', 'yaml', 'nested', 'raw', 'pretty'];

/** Other names of outputters. */
export const outputAliases: Readonly<Record<string, string>> = { pprint: 'pretty', exec: 'nested' };

export interface ExampleSpec {
  readonly command: string;
  readonly doc: string;
}

export interface CommandSpec {
  /** `state`, `esm show`. */
  readonly name: string;
  readonly summary: string;
  /** More than the summary, for help and reference. */
  readonly description?: string;
  readonly arguments?: readonly ArgumentSpec[];
  /** Beside those that every command takes. */
  readonly options?: readonly OptionSpec[];
  /** Outputters that `--output` takes, beside those of plain data where `yaml` is among them; the first is the default. */
  readonly outputs: readonly string[];
  readonly examples: readonly ExampleSpec[];
  /** Gives the exit code. Wrong input is thrown as `DiagnosticError`: exit code 2, or what the code says. */
  run(invocation: Invocation): Promise<number>;
}

/** One line of the table of commands: enough for `holdfast --help`; the rest is loaded when the command is meant. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  load(): Promise<CommandSpec>;
}
