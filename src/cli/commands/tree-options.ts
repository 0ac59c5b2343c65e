/** Arguments and options of the commands that read an SLS tree. */
import { type ArgumentSpec, dataOutputs, type OptionSpec } from '../command.js';
import { flag, list, type OptionValues, text } from '../invocation.js';

export const slsArgument: ArgumentSpec = {
  name: 'sls',
  doc: 'SLS refs (a.b) or paths of SLS files',
  required: true,
  variadic: true,
  completes: 'sls',
};

export const accountOptions = under('Accounts', [
  { flags: '--acct-file <file>', doc: 'file with account data', setting: 'acct_file', completes: 'file' },
  {
    flags: '--acct-key <key>',
    doc: 'key to the account file, or where it is to be had: env:NAME, file:PATH, command:…',
    setting: 'acct_key',
  },
  { flags: '--acct-profile <name>', doc: 'account profile to use where none is named', setting: 'acct_profile' },
]);

export const runNameOption: OptionSpec = {
  heading: 'Enforced state',
  flags: '--run-name <name>',
  doc: 'name of the run; names the enforced state',
  setting: 'run_name',
};

/** Which enforced state. */
export const enforcedOptions = under('Enforced state', [
  runNameOption,
  { flags: '--esm-plugin <store>', doc: 'store of the enforced state', setting: 'esm_plugin', completes: 'stores' },
  { flags: '--esm-profile <name>', doc: 'account profile of the store', setting: 'esm_profile' },
  {
    flags: '--upgrade-esm',
    doc: 'taken for old command lines, and without effect: older formats are always migrated, after a copy',
  },
]);

export const treeOption: OptionSpec = {
  heading: 'Files and params',
  flags: '-T, --tree <folder>',
  doc: 'folder that holds the SLS tree',
  setting: 'tree',
  completes: 'folder',
};

export const paramOptions = under('Files and params', [
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
]);

export const sourceOptions: readonly OptionSpec[] = [
  treeOption,
  ...under('Files and params', [
    {
      flags: '--sls-sources <source>',
      doc: 'where SLS files are looked for; repeatable',
      repeatable: true,
      setting: 'sls_sources',
      completes: 'folder',
    },
  ]),
  ...paramOptions,
  ...under('Files and params', [
    { flags: '--render <pipe>', doc: 'render pipe of SLS files without one of their own', setting: 'render' },
    {
      flags: '--allow-template-exec <ref>',
      doc: 'let templates call this function although it writes (a pattern); repeatable',
      repeatable: true,
      setting: 'allow_template_exec',
      completes: 'exec',
    },
  ]),
  ...under('Which states', [
    {
      flags: '--target <id>',
      doc: 'only this and what it needs: an ID, name, tag or SLS ref, or a pattern of them; repeatable',
      repeatable: true,
    },
  ]),
  ...enforcedOptions,
  ...accountOptions,
];

/** Where what happens is told, for programs. */
export const eventOptions = under('Events', [
  {
    flags: '--events <target>',
    doc: 'write what happens to a file, a URL, or - (standard output), one JSON object a line; repeatable',
    completes: 'file',
    repeatable: true,
    setting: 'events',
  },
  {
    flags: '--event-types <pattern>',
    doc: 'only events of these types (a pattern); with * also those that tell of details; repeatable',
    repeatable: true,
    setting: 'event_types',
  },
]);

export const progressOptions: readonly OptionSpec[] = [
  { flags: '--progress', doc: 'show how far it is (the default)', setting: 'progress', excludes: 'progress-bar' },
  { flags: '--no-progress-bar', doc: 'do not show how far it is', setting: 'progress' },
];

/** How steps are run and told of. */
export const stepOptions: readonly OptionSpec[] = [
  ...under('How it runs', [
    { flags: '--runtime <kind>', doc: 'how chunks are run', choices: ['parallel', 'serial'], setting: 'runtime' },
    { flags: '--batch-size <count>', doc: 'steps in flight at most; 0 or less: no limit', setting: 'batch_size' },
    {
      flags: '-r, --reconciler <kind>',
      doc: 'what is done about states that are pending: call them again until they are settled, or nothing',
      choices: ['basic', 'none'],
      setting: 'reconciler',
    },
    { flags: '-p, --pending <rule>', doc: 'rule by which a state is pending (default: default)', setting: 'pending' },
    {
      flags: '--max-pending-reruns <count>',
      doc: 'how often a pending state is called again at most (default: 600)',
      setting: 'max_pending_reruns',
    },
    {
      flags: '--hard-fail',
      doc: 'start nothing more once a state has failed; what runs is finished',
      setting: 'hard_fail',
    },
    ...progressOptions,
  ]),
  ...eventOptions,
  ...under('Results', [
    { flags: '--show-secrets', doc: 'show what is shown only once, such as a generated private key' },
    {
      flags: '--group <names>',
      doc: 'how results are arranged',
      choices: ['number', 'duration', 'time', 'sort', 'tag', 'outcome', 'omit_noop'],
      joined: true,
      setting: 'group',
    },
  ]),
];

/** Outputters of a run's results. The default comes first. */
export function resultOutputs(first: 'state' | 'plan'): readonly string[] {
  return [first, ...dataOutputs, 'jmespath', 'summary', first === 'state' ? 'plan' : 'state'];
}

/** What a run that changes something is told. */
export const changeOptions = under('What is asked, and how much may go', [
  { flags: '-y, --yes', doc: 'do not ask' },
  {
    flags: '--max-deletes <count>',
    doc: 'refuse to run when more things than these would be removed or replaced',
    setting: 'max_deletes',
  },
  { flags: '--message <text>', doc: 'why, for the history' },
]);

export const pruneOption: OptionSpec = {
  heading: 'Which states',
  flags: '--prune',
  doc: 'also remove what vanished from these files: last, and in a run ten things at most unless --max-deletes says more',
};

/** What of a tree is done, and which way round. */
export const wayOptions = under('Which states', [
  {
    flags: '--except <id>',
    doc: 'leave this out (as with --target), even when it is needed: its last enforced state stands for it; repeatable',
    repeatable: true,
  },
  {
    flags: '--needs <how>',
    doc: 'what is needed of --target: `run` it too, or take it as it was `enforced` where it was (default: run)',
    choices: ['run', 'enforced'],
  },
  { flags: '--invert', doc: 'do the opposite, in reverse: remove what the files declare' },
  {
    flags: '--get-resource-only-with-resource-id',
    doc: 'find things by a resource_id that is given or recorded only; adopt nothing by its name',
    setting: 'get_resource_only_with_resource_id',
  },
]);

/** Which states, as the operations take it. */
export function selectionOf(options: OptionValues) {
  return {
    targets: list(options, 'target'),
    except: list(options, 'except'),
    needs: text(options, 'needs') === 'enforced' ? 'enforced' : 'run',
    invert: flag(options, 'invert'),
  } as const;
}

export const runOptions: readonly OptionSpec[] = [...sourceOptions, ...wayOptions, ...stepOptions];

/** Puts options under one heading of the help. */
function under(heading: string, options: readonly OptionSpec[]): readonly OptionSpec[] {
  return options.map((option) => ({ ...option, heading }));
}
