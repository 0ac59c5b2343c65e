/** Settings from flags, environment, file and defaults, in this order. */
import { isAbsolute, relative, resolve } from 'node:path';
import {
  type Diagnostic,
  DiagnosticError,
  didYouMean,
  type FileReader,
  hasErrors,
  reveal,
  type SourceText,
  secret,
} from '../../kernel/index.js';
import { operationCodes } from '../codes.js';
import { type ConfigFile, findConfigFile, readConfigFile } from './config-file.js';
import { givenParams, mergedParams } from './given-params.js';
import type { GivenSettingParam, Origin, Settings, SettingValue, SettingValues } from './settings.js';
import {
  environmentVariable,
  type GroupName,
  groupAliases,
  type SettingKey,
  type SettingSpec,
  settingKeys,
  settingTable,
} from './table.js';

/** Settings from the command line, with the flag that gave each. */
export type GivenSettings = Readonly<Partial<Record<SettingKey, { readonly value: unknown; readonly flag: string }>>>;

export interface SettingsInput {
  readonly files: FileReader;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly given: GivenSettings;
  /** The file to read instead of the one found upward; relative to `cwd`. */
  readonly configFile?: string | undefined;
  readonly defaultRoot: string;
}

export interface ResolvedSettings {
  readonly settings: Settings;
  readonly values: SettingValues;
  /** Warnings. */
  readonly diagnostics: readonly Diagnostic[];
  /** Texts that spans point into. */
  source(file: string): SourceText | undefined;
}

interface Found {
  readonly value: unknown;
  readonly origin: Origin;
  /** Folder against which a relative path is meant. */
  readonly base: string;
}

/** Throws a `DiagnosticError` with everything that is wrong. */
export async function resolveSettings(input: SettingsInput): Promise<ResolvedSettings> {
  const named = input.configFile ?? nonEmpty(input.env['HOLDFAST_CONFIG']);
  const path = named === undefined ? await findConfigFile(input.files, input.cwd) : resolve(input.cwd, named);
  const file = path === undefined ? undefined : await readConfigFile(input.files, path, shownPath(path, input.cwd));
  const diagnostics: Diagnostic[] = [...(file?.diagnostics ?? [])];
  const values: Partial<Record<SettingKey, SettingValue>> = {};
  for (const key of settingKeys) values[key] = checked(key, find(key, input, file), diagnostics);
  const params = givenParams(input, file, diagnostics);
  if (params.length > 0) values.param = mergedParams(params);
  if (hasErrors(diagnostics)) throw withSource(diagnostics, file);
  return {
    settings: settingsOf(values as SettingValues, input, path, params),
    values: values as SettingValues,
    diagnostics,
    source: (name) => file?.sources.source(name),
  };
}

function find(key: SettingKey, input: SettingsInput, file: ConfigFile | undefined): Found {
  const given = input.given[key];
  if (given !== undefined) return { value: given.value, origin: { kind: 'flag', name: given.flag }, base: input.cwd };
  const variable = environmentVariable(key);
  const fromEnvironment = nonEmpty(input.env[variable]);
  if (fromEnvironment !== undefined)
    return { value: fromEnvironment, origin: { kind: 'environment', name: variable }, base: input.cwd };
  const entry = file?.entries.get(key);
  if (file !== undefined && entry !== undefined && entry.value !== null) {
    return { value: entry.value, origin: { kind: 'file', span: entry.span }, base: file.directory };
  }
  const fallback = key === 'root_dir' ? input.defaultRoot : settingTable[key].default;
  return { value: fallback, origin: { kind: 'default' }, base: input.cwd };
}

function checked(key: SettingKey, { value, origin, base }: Found, diagnostics: Diagnostic[]): SettingValue {
  const spec: SettingSpec = settingTable[key];
  if (value === undefined) return { value, origin };
  const read = readValue(spec, value, base);
  if ('problem' in read) {
    const shown = spec.secret ? '' : `: ${read.problem}`;
    diagnostics.push({
      severity: 'error',
      code: operationCodes.code('bad-setting'),
      summary: `${originText(origin, key)} is not usable${shown}`,
      ...(origin.kind === 'file' ? { span: origin.span } : {}),
      ...(read.hint === undefined ? {} : { hints: [read.hint] }),
    });
    return { value: undefined, origin };
  }
  return { value: spec.secret ? secret(read.value) : read.value, origin };
}

type Read = { readonly value: unknown } | { readonly problem: string; readonly hint?: string };

function readValue(spec: SettingSpec, value: unknown, base: string): Read {
  switch (spec.type) {
    case 'text': {
      if (typeof value !== 'string' && typeof value !== 'number') return { problem: 'it must be text' };
      const text = String(value);
      const { one_of: allowed, joined = false } = spec;
      const parts = joined ? text.split('|').map((part) => part.trim()) : [text];
      const wrong = allowed === undefined ? undefined : parts.find((part) => !allowed.includes(part));
      if (allowed === undefined || wrong === undefined) return { value: text };
      const hint = didYouMean(wrong, allowed);
      return {
        problem: `it is ${joined ? 'made of' : 'one of'} ${allowed.join(', ')}, not '${wrong}'`,
        ...(hint === undefined ? {} : { hint }),
      };
    }
    case 'path':
      if (typeof value !== 'string' || value === '') return { problem: 'it must be a path' };
      return { value: isAbsolute(value) ? value : resolve(base, value) };
    case 'number': {
      const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
      const least = spec.least ?? Number.NEGATIVE_INFINITY;
      if (Number.isSafeInteger(number) && Number(number) >= least) return { value: number };
      const from = spec.least === undefined ? '' : ` of ${spec.least} or more`;
      return { problem: `it must be a whole number${from}, not '${String(value)}'` };
    }
    case 'boolean': {
      if (typeof value === 'boolean') return { value };
      const known: Readonly<Record<string, boolean>> = {
        true: true,
        yes: true,
        '1': true,
        on: true,
        false: false,
        no: false,
        '0': false,
        off: false,
      };
      const read = known[String(value).toLowerCase()];
      return read === undefined ? { problem: `it must be true or false, not '${String(value)}'` } : { value: read };
    }
    case 'names':
    case 'list': {
      const list = typeof value === 'string' ? value.split(',').map((part) => part.trim()) : value;
      if (!Array.isArray(list) || !list.every((part) => typeof part === 'string'))
        return { problem: 'it must be a list of texts' };
      const given = list.filter((part) => part !== '');
      return { value: spec.type === 'names' ? given : given.map((part) => sourceText(part, base)) };
    }
    case 'mapping':
      // Read by `givenParams`, each key from where it was given.
      return { value: undefined };
  }
}

/** A folder as a source; relative ones are meant from where they were written. */
function sourceText(text: string, base: string): string {
  if (text.startsWith('file://')) return `file://${resolve(base, text.slice(7))}`;
  return text.includes('://') ? text : `file://${resolve(base, text)}`;
}

function originText(origin: Origin, key: SettingKey): string {
  switch (origin.kind) {
    case 'flag':
    case 'environment':
      return `${origin.name}`;
    default:
      return `the setting '${key}'`;
  }
}

function settingsOf(
  values: SettingValues,
  input: SettingsInput,
  configFile: string | undefined,
  params: readonly GivenSettingParam[],
): Settings {
  const text = (key: SettingKey): string => String(values[key].value ?? '');
  const optional = (key: SettingKey): string | undefined => (values[key].value === undefined ? undefined : text(key));
  const tree = optional('tree');
  const acctFile = optional('acct_file');
  const acctProfile = optional('acct_profile');
  const key = values.acct_key.value;
  const stateKey = values.esm_key.value;
  const keyBefore = values.esm_key_before.value;
  const maxDeletes = values.max_deletes.value;
  return {
    ...(configFile === undefined ? {} : { configFile }),
    directory: configFile === undefined ? input.cwd : resolve(configFile, '..'),
    workingDirectory: input.cwd,
    root: text('root_dir'),
    project: text('project'),
    runName: text('run_name'),
    slsSources: values.sls_sources.value as readonly string[],
    ...(tree === undefined ? {} : { tree }),
    params: values.params.value as readonly string[],
    paramsDirectory:
      values.params.origin.kind === 'file' && configFile !== undefined ? resolve(configFile, '..') : input.cwd,
    paramSources: values.param_sources.value as readonly string[],
    givenParams: params,
    render: text('render'),
    allowTemplateExec: values.allow_template_exec.value as readonly string[],
    runtime: text('runtime') as Settings['runtime'],
    batchSize: values.batch_size.value as number,
    reconciler: text('reconciler') as Settings['reconciler'],
    pending: text('pending'),
    maxPendingReruns: values.max_pending_reruns.value as number,
    group: groupsOf(text('group')),
    progress: values.progress.value as boolean,
    hardFail: values.hard_fail.value as boolean,
    ...(maxDeletes === undefined ? {} : { maxDeletes: maxDeletes as number }),
    onlyWithResourceId: values.get_resource_only_with_resource_id.value as boolean,
    esmPlugin: text('esm_plugin'),
    esmProfile: text('esm_profile'),
    ...(stateKey === undefined ? {} : { esmKey: secret(String(reveal(stateKey))) }),
    ...(keyBefore === undefined ? {} : { esmKeyBefore: secret(String(reveal(keyBefore))) }),
    esmLease: Math.max(1, values.esm_lease.value as number) * 1000,
    esmKeepMib: values.esm_keep_mib.value as number,
    events: values.events.value as readonly string[],
    eventTypes: values.event_types.value as readonly string[],
    plugins: values.plugins.value as boolean,
    ...(acctFile === undefined ? {} : { acctFile }),
    ...(key === undefined ? {} : { acctKey: secret(String(reveal(key))) }),
    ...(acctProfile === undefined ? {} : { acctProfile }),
  };
}

function groupsOf(text: string): readonly GroupName[] {
  const aliases: Readonly<Record<string, GroupName>> = groupAliases;
  return text.split('|').map((part) => aliases[part.trim()] ?? (part.trim() as GroupName));
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}

/** A path below the working directory is shown relative to it. */
function shownPath(path: string, cwd: string): string {
  const below = relative(cwd, path);
  return below === '' || below.startsWith('..') || isAbsolute(below) ? path : below;
}

function withSource(diagnostics: readonly Diagnostic[], file: ConfigFile | undefined): DiagnosticError {
  return Object.assign(new DiagnosticError(diagnostics), file === undefined ? {} : { sources: file.sources });
}
