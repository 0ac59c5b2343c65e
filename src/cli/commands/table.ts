/** Every command, in the order in which help shows them. A command's file is loaded when the command is meant. */
import type { CommandEntry } from '../command.js';

export const commandTable: readonly CommandEntry[] = [
  {
    name: 'state',
    summary: 'Make it so: enforce SLS files',
    load: async () => (await import('./state.js')).stateCommand,
  },
  {
    name: 'plan',
    summary: 'Show what would change, and change nothing',
    load: async () => (await import('./plan.js')).planCommand,
  },
  {
    name: 'apply',
    summary: 'Do what a plan says, and nothing else',
    load: async () => (await import('./apply.js')).applyCommand,
  },
  {
    name: 'move',
    summary: 'Say that a thing is now declared under another name',
    load: async () => (await import('./move.js')).moveCommand,
  },
  { name: 'exec', summary: 'Call one function', load: async () => (await import('./exec.js')).execCommand },
  {
    name: 'describe',
    summary: 'Turn what exists into SLS',
    load: async () => (await import('./describe.js')).describeCommand,
  },
  {
    name: 'refresh',
    summary: 'Bring what is remembered up to what is there',
    load: async () => (await import('./refresh.js')).refreshCommand,
  },
  {
    name: 'restore',
    summary: 'Merge records from a JSON file over the enforced state',
    load: async () => (await import('./restore.js')).restoreCommand,
  },
  {
    name: 'doc',
    summary: 'Show the documentation of states, functions and other plugins',
    load: async () => (await import('./doc.js')).docCommand,
  },
  { name: 'graph', summary: 'Draw what waits for what', load: async () => (await import('./graph.js')).graphCommand },
  {
    name: 'render',
    summary: 'Show what rendering makes of SLS files, stage by stage',
    load: async () => (await import('./render.js')).renderCommand,
  },
  {
    name: 'why',
    summary: 'Show how an argument came to its value',
    load: async () => (await import('./why.js')).whyCommand,
  },
  {
    name: 'validate',
    summary: 'Check SLS files without running them',
    load: async () => (await import('./validate.js')).validateCommand,
  },
  {
    name: 'schema',
    summary: 'Print the JSON Schema of SLS files, for editors, or of events',
    load: async () => (await import('./schema.js')).schemaCommand,
  },
  {
    name: 'params explain',
    summary: 'Show every place that sets a param, and which one counts',
    load: async () => (await import('./params-explain.js')).paramsExplainCommand,
  },
  {
    name: 'types',
    summary: 'Print types of all states, for SLS files in TypeScript',
    load: async () => (await import('./types.js')).typesCommand,
  },
  {
    name: 'esm show',
    summary: 'Show the enforced state, also as it was',
    load: async () => (await import('./esm-show.js')).esmShowCommand,
  },
  {
    name: 'esm history',
    summary: 'Show who changed the enforced state when, with what, and why',
    load: async () => (await import('./esm-history.js')).esmHistoryCommand,
  },
  {
    name: 'esm diff',
    summary: 'Show how the enforced state differs between two positions',
    load: async () => (await import('./esm-diff.js')).esmDiffCommand,
  },
  {
    name: 'esm recover',
    summary: 'Show and decide calls of an interrupted run whose effect is not known',
    load: async () => (await import('./esm-recover.js')).esmRecoverCommand,
  },
  {
    name: 'esm lock',
    summary: 'Show who holds the lock, wait for it, or break it',
    load: async () => (await import('./esm-lock.js')).esmLockCommand,
  },
  {
    name: 'esm unlock',
    summary: 'Take the lock away from a run that is gone',
    load: async () => (await import('./esm-unlock.js')).esmUnlockCommand,
  },
  {
    name: 'esm adopt',
    summary: 'Take a thing that is there already into the enforced state',
    load: async () => (await import('./esm-adopt.js')).esmAdoptCommand,
  },
  {
    name: 'esm remove',
    summary: 'Forget one record; the thing it stands for is left alone',
    load: async () => (await import('./esm-remove.js')).esmRemoveCommand,
  },
  {
    name: 'esm import',
    summary: 'Take over the enforced state of the original from a file',
    load: async () => (await import('./esm-import.js')).esmImportCommand,
  },
  {
    name: 'esm export',
    summary: 'Write the enforced state to a file, in the form of the original',
    load: async () => (await import('./esm-export.js')).esmExportCommand,
  },
  {
    name: 'esm check',
    summary: 'Read all that is kept, and prove that it is whole',
    load: async () => (await import('./esm-check.js')).esmCheckCommand,
  },
  {
    name: 'esm doctor',
    summary: 'Try a store, and say what it guarantees',
    load: async () => (await import('./esm-doctor.js')).esmDoctorCommand,
  },
  {
    name: 'esm validate',
    summary: 'Say whether the enforced state can be read and is of a known version',
    load: async () => (await import('./esm-validate.js')).esmValidateCommand,
  },
  {
    name: 'esm version',
    summary: 'Print the newest version of the state that is understood',
    load: async () => (await import('./esm-version.js')).esmVersionCommand,
  },
  {
    name: 'esm restore',
    summary: 'Bring the world back to what was enforced at a position of the history',
    load: async () => (await import('./esm-restore.js')).esmRestoreCommand,
  },
  {
    name: 'esm protect',
    summary: 'Protect a thing from being removed or replaced, or lift the protection',
    load: async () => (await import('./esm-protect.js')).esmProtectCommand,
  },
  {
    name: 'acct show',
    summary: 'List the account profiles by name, and where each comes from',
    load: async () => (await import('./acct-show.js')).acctShowCommand,
  },
  {
    name: 'acct edit',
    summary: 'Edit a credentials file and encrypt it again',
    load: async () => (await import('./acct-edit.js')).acctEditCommand,
  },
  {
    name: 'encrypt',
    summary: 'Encrypt a credentials file',
    load: async () => (await import('./encrypt.js')).encryptCommand,
  },
  {
    name: 'decrypt',
    summary: 'Print what a credentials file says, secrets and all',
    load: async () => (await import('./decrypt.js')).decryptCommand,
  },
  {
    name: 'config show',
    summary: 'Show every setting and where its value came from',
    load: async () => (await import('./config-show.js')).configShowCommand,
  },
  {
    name: 'init',
    summary: 'Make this folder a project: write holdfast.yaml',
    load: async () => (await import('./init.js')).initCommand,
  },
  {
    name: 'completion',
    summary: 'Print a completion script for a shell',
    load: async () => (await import('./completion.js')).completionCommand,
  },
];

/** What a first word stands for that is no command itself: `esm`, `config`. */
export const groupSummaries: Readonly<Record<string, string>> = {
  esm: 'Look at the enforced state, and look after it',
  config: 'Look at the settings',
  params: 'Look at the params of a run',
  acct: 'Look at the account profiles, and edit them',
};

/** Further names of commands, as Idem has them. */
export const commandAliases: Readonly<Record<string, string>> = { acct_edit: 'acct edit' };

/** Headings of `holdfast --help`, with the first words of the commands below each. Others stand at the end. */
export const helpSections: readonly { readonly title: string; readonly commands: readonly string[] }[] = [
  { title: 'Run', commands: ['state', 'plan', 'apply', 'exec', 'move'] },
  {
    title: 'Look and check',
    commands: ['validate', 'describe', 'graph', 'why', 'render', 'params', 'doc', 'schema', 'types'],
  },
  { title: 'Enforced state', commands: ['esm', 'refresh', 'restore'] },
  { title: 'Accounts', commands: ['acct', 'encrypt', 'decrypt'] },
  { title: 'Project and shell', commands: ['init', 'config', 'completion'] },
];
