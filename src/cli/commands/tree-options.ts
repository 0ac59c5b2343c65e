/** Arguments and options of the commands that read an SLS tree. */
import type { ArgumentSpec, OptionSpec } from '../command.js';

export const slsArgument: ArgumentSpec = {
  name: 'sls',
  doc: 'SLS refs (a.b) or paths of SLS files',
  required: true,
  variadic: true,
  completes: 'sls',
};

export const accountOptions: readonly OptionSpec[] = [
  { flags: '--acct-file <file>', doc: 'file with account data', setting: 'acct_file', completes: 'file' },
  {
    flags: '--acct-key <key>',
    doc: 'key to the account file, or where it is to be had: env:NAME, file:PATH, command:…',
    setting: 'acct_key',
  },
  { flags: '--acct-profile <name>', doc: 'account profile to use where none is named', setting: 'acct_profile' },
];

/** Which enforced state. */
export const enforcedOptions: readonly OptionSpec[] = [
  { flags: '--run-name <name>', doc: 'name of the run; names the enforced state', setting: 'run_name' },
  { flags: '--esm-plugin <store>', doc: 'store of the enforced state', setting: 'esm_plugin', completes: 'stores' },
];

export const treeOption: OptionSpec = {
  flags: '-T, --tree <folder>',
  doc: 'folder that holds the SLS tree',
  setting: 'tree',
  completes: 'folder',
};

export const paramOptions: readonly OptionSpec[] = [
  {
    flags: '--params <file>',
    doc: 'file of params, a path or a ref; repeatable, a later one overrides an earlier one',
    repeatable: true,
    setting: 'params',
    completes: 'sls',
  },
  {
    flags: '--param-sources <source>',
    doc: 'where files of params are looked for; repeatable',
    repeatable: true,
    setting: 'param_sources',
    completes: 'folder',
  },
  {
    flags: '--param <key=value>',
    doc: 'one param, over those of files, typed as YAML reads it; repeatable',
    repeatable: true,
    setting: 'param',
  },
];

export const sourceOptions: readonly OptionSpec[] = [
  treeOption,
  {
    flags: '--sls-sources <source>',
    doc: 'where SLS files are looked for; repeatable',
    repeatable: true,
    setting: 'sls_sources',
    completes: 'folder',
  },
  ...paramOptions,
  { flags: '--render <pipe>', doc: 'render pipe of SLS files without one of their own', setting: 'render' },
  {
    flags: '--allow-template-exec <ref>',
    doc: 'let templates call this function although it writes (a pattern); repeatable',
    repeatable: true,
    setting: 'allow_template_exec',
    completes: 'exec',
  },
  { flags: '--target <id>', doc: 'only this ID (a pattern) and what it needs; repeatable', repeatable: true },
  ...enforcedOptions,
  ...accountOptions,
];

/** How steps are run and told of. */
export const stepOptions: readonly OptionSpec[] = [
  { flags: '--runtime <kind>', doc: 'how chunks are run', choices: ['parallel', 'serial'], setting: 'runtime' },
  { flags: '--batch-size <count>', doc: 'steps in flight at most; 0: no limit', setting: 'batch_size' },
  {
    flags: '--events <target>',
    doc: 'write what happens to a file, a URL, or - (standard output), one JSON object a line',
    completes: 'file',
  },
  { flags: '--show-secrets', doc: 'show what is shown only once, such as a generated private key' },
];

/** What a run that changes something is told. */
export const changeOptions: readonly OptionSpec[] = [
  { flags: '-y, --yes', doc: 'do not ask' },
  { flags: '--max-deletes <count>', doc: 'refuse to run when more things than these would be removed or replaced' },
  { flags: '--message <text>', doc: 'why, for the history' },
];

export const pruneOption: OptionSpec = {
  flags: '--prune',
  doc: 'also remove what vanished from these files: last, and ten things at most unless --max-deletes says more',
};

/** What of a tree is done, and which way round. */
export const wayOptions: readonly OptionSpec[] = [
  {
    flags: '--except <id>',
    doc: 'leave out this ID (a pattern), even when it is needed: its last enforced state stands for it; repeatable',
    repeatable: true,
  },
  { flags: '--invert', doc: 'do the opposite, in reverse: remove what the files declare' },
];

export const runOptions: readonly OptionSpec[] = [...sourceOptions, ...wayOptions, ...stepOptions];
