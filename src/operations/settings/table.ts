/** Every setting, in one table: from it come the reading of flags, environment and file, `config show`, and the reference page. */

/** `list`: of sources. `names`: of plain texts. `mapping`: of keys to any values; those of flag, environment and file are laid over each other. */
export type SettingType = 'text' | 'path' | 'number' | 'boolean' | 'list' | 'names' | 'mapping';

export interface SettingSpec {
  readonly type: SettingType;
  readonly doc: string;
  readonly default?: string | number | boolean | readonly string[];
  /** The only values allowed. */
  readonly one_of?: readonly string[];
  /** Several of `one_of` may be given, joined by `|`. */
  readonly joined?: boolean;
  /** The smallest number allowed. */
  readonly least?: number;
  /** Environment variable; `HOLDFAST_` and the key in capitals when not given. */
  readonly env?: string;
  /** Never shown. */
  readonly secret?: boolean;
}

/** Ways of arranging results, for `group`. */
export const groupNames = ['number', 'duration', 'sort', 'outcome', 'omit_noop'] as const;
/** Other names of them. */
export const groupAliases = { time: 'duration', tag: 'sort' } as const;

export type GroupName = (typeof groupNames)[number];

function table<const Keys extends string>(
  specs: Readonly<Record<Keys, SettingSpec>>,
): Readonly<Record<Keys, SettingSpec>> {
  return specs;
}

export const settingTable = table({
  project: {
    type: 'text',
    doc: 'Id of this project: tells its records from those of other projects. Written by `holdfast init`.',
    default: '',
  },
  run_name: { type: 'text', doc: 'Name of the run; names the enforced state.', default: 'cli' },
  sls_sources: {
    type: 'list',
    doc: 'Where SLS files are looked for, in this order: folders or source URLs.',
    default: [],
  },
  tree: { type: 'path', doc: 'Folder that holds the SLS tree.' },
  params: {
    type: 'names',
    doc: 'Files of params: paths or refs. A later one overrides an earlier one key by key.',
    default: [],
  },
  param_sources: {
    type: 'list',
    doc: 'Where files of params are looked for, in this order and before the tree: folders or source URLs.',
    default: [],
  },
  param: {
    type: 'mapping',
    doc: 'Params given one by one, over those of files. In the environment: `key=value`, or a mapping in YAML.',
  },
  render: { type: 'text', doc: 'Render pipe of SLS files without one of their own.', default: 'jinja|yaml' },
  allow_template_exec: {
    type: 'names',
    doc: 'Exec functions that write and that templates may call all the same (patterns). Those that only read need no permission.',
    default: [],
  },
  runtime: { type: 'text', doc: 'How chunks are run.', default: 'parallel', one_of: ['serial', 'parallel'] },
  batch_size: { type: 'number', doc: 'Steps in flight at most; 0 or less: no limit.', default: 50 },
  reconciler: {
    type: 'text',
    doc: 'What is done about states that are pending: `basic` calls them again until they are settled, `none` waits for nothing.',
    default: 'basic',
    one_of: ['basic', 'none'],
  },
  pending: {
    type: 'text',
    doc: 'Rule by which a state is pending: `default` (what the state itself says, else whether it asked to be called again), or a plugin of the folder `pending`.',
    default: 'default',
  },
  max_pending_reruns: {
    type: 'number',
    doc: 'How often a pending state is called again at most.',
    default: 600,
    least: 0,
  },
  group: {
    type: 'text',
    doc: 'How results are arranged: names joined by a pipe sign, each working on what the one before left. `number`: as they ran. `duration` (or `time`): the slowest last. `sort` (or `tag`): by tag. `outcome`: failures last. `omit_noop`: without those that changed nothing, with their count.',
    default: 'number',
    one_of: [...groupNames, ...(Object.keys(groupAliases) as (keyof typeof groupAliases)[])],
    joined: true,
  },
  progress: { type: 'boolean', doc: 'Whether a run shows how far it is.', default: true },
  hard_fail: { type: 'boolean', doc: 'Whether a run starts nothing more once a state has failed.', default: false },
  max_deletes: {
    type: 'number',
    doc: 'Things that a run may remove or replace at most; when more would be, nothing is run. Without it any number, and ten when what vanished is removed.',
    least: 0,
  },
  get_resource_only_with_resource_id: {
    type: 'boolean',
    doc: 'Whether things are found only by the `resource_id` that is given or recorded: nothing that exists is adopted by its name.',
    default: false,
  },
  esm_plugin: { type: 'text', doc: 'Store of the enforced state.', default: 'local' },
  esm_profile: { type: 'text', doc: 'Account profile of the store.', default: 'default' },
  esm_key: {
    type: 'text',
    doc: 'Key of the secrets in the enforced state: the key itself, or env:NAME, file:PATH, command:WORDS. The local store makes one on first use.',
    secret: true,
  },
  esm_key_before: { type: 'text', doc: 'The key before the last change of it.', secret: true },
  esm_lease: {
    type: 'number',
    doc: 'Seconds for which a run may be silent before others take its lock over, where it cannot be seen whether it lives; at least 1.',
    default: 60,
  },
  esm_keep_mib: {
    type: 'number',
    doc: 'MiB of history kept beside the enforced state: how far back it can be shown and compared.',
    default: 64,
  },
  root_dir: {
    type: 'path',
    doc: 'Folder of everything that Holdfast keeps. By default `.holdfast` in the home folder.',
    env: 'HOLDFAST_ROOT',
  },
  events: {
    type: 'names',
    doc: 'Where what happens is told, one JSON object a line: files, URLs, or - for standard output.',
    default: [],
  },
  event_types: {
    type: 'names',
    doc: 'Types of events that are told (patterns). Without any, all but those that tell of details.',
    default: [],
  },
  plugins: { type: 'boolean', doc: 'Whether plugins of the project and of packages are used.', default: true },
  acct_file: { type: 'path', doc: 'File with account data.', env: 'ACCT_FILE' },
  acct_key: { type: 'text', doc: 'Key to the account file.', env: 'ACCT_KEY', secret: true },
  acct_profile: {
    type: 'text',
    doc: 'Account profile of states that name none; by default the one that the file names, else `default`.',
    env: 'ACCT_PROFILE',
  },
});

export type SettingKey = keyof typeof settingTable;

export const settingKeys = Object.keys(settingTable) as readonly SettingKey[];

export function environmentVariable(key: SettingKey): string {
  return settingTable[key].env ?? `HOLDFAST_${key.toUpperCase()}`;
}
