/** Options and config keys of Idem that are not taken, each with what does the same here. The page `docs/reference/idem-options.md` gives the reasons. */

export interface OriginalOption {
  /** What to use, as a sentence without its end. */
  readonly instead: string;
  /** Config files may hold it: without it a run does the same. */
  readonly harmless?: boolean;
}

/** By their names in a config file; on a command line they have dashes. */
export const originalOptions: Readonly<Record<string, OriginalOption>> = {
  cache_dir: { instead: 'use root_dir (--root-dir): everything that is kept lies below it' },
  esm_keep_cache: {
    instead: 'leave it out: every change is kept in the journal, see `holdfast esm history`',
    harmless: true,
  },
  esm_serial_plugin: {
    instead: 'leave it out: the local store also exports the msgpack file of Idem, see `holdfast esm export`',
    harmless: true,
  },
  upgrade_esm: { instead: 'leave it out: older formats are migrated by themselves, after a copy', harmless: true },
  test: { instead: 'use `holdfast plan`, or `holdfast state --test`' },
  invert: { instead: 'give --invert on the command line' },
  target: { instead: 'give --target on the command line' },
  sls: { instead: 'give the SLS files as arguments: `holdfast state site.sls`' },
  exec: { instead: 'give the function as an argument: `holdfast exec test.ping`' },
  exec_args: { instead: 'give arguments after the function: `holdfast exec test.echo value=1`' },
  output: { instead: 'give --output on the command line' },
  filter: { instead: 'give --filter on the command line of `holdfast describe`' },
  progress_plugin: {
    instead: 'leave it out: progress is drawn by the command itself, --no-progress-bar turns it off',
    harmless: true,
  },
  progress_options: {
    instead: 'leave it out: progress is drawn by the command itself, --no-progress-bar turns it off',
    harmless: true,
  },
  serialize_plugin: {
    instead: 'leave it out: events are always JSON, one object a line, see --events',
    harmless: true,
  },
  error_callback_ref: {
    instead: 'leave it out: events that cannot be written are told at the end of the run',
    harmless: true,
  },
  backend: { instead: 'leave it out: there is one event loop', harmless: true },
  disable_jinja_sandbox: { instead: 'name the functions that templates may call: allow_template_exec' },
  enable_jinja_sandbox: {
    instead: 'leave it out: templates are always confined; allow_template_exec names what else they may call',
  },
  jinja_sandbox_safe_hub_refs: {
    instead: 'use allow_template_exec (--allow-template-exec); functions that only read need no permission',
  },
  extras: { instead: 'put it into the account file (acct_file), as a profile of its provider' },
  overrides: { instead: 'put it into the account file (acct_file), or a further one' },
  crypto_plugin: { instead: 'give --crypto-plugin on the command line of `holdfast encrypt`', harmless: true },
  render_pipe: { instead: 'give --render-pipe on the command line of `holdfast encrypt`', harmless: true },
  output_file: { instead: 'give --output-file on the command line of `holdfast encrypt`', harmless: true },
  editor: { instead: 'give --editor on the command line of `holdfast acct edit`, or set $EDITOR', harmless: true },
  log_level: { instead: 'use --verbose (-v), --quiet (-q), or --log-file, which gets everything' },
  log_plugin: { instead: 'use --log-file FILE, or --events URL to hand over what happens', harmless: true },
  log_handler_options: { instead: 'use --log-file FILE, or --events URL to hand over what happens', harmless: true },
  log_datefmt: { instead: 'leave it out: times are written as ISO 8601', harmless: true },
  log_fmt_console: { instead: 'leave it out: the log has one form', harmless: true },
  log_fmt_logfile: { instead: 'leave it out: the log has one form', harmless: true },
  config_template: { instead: 'use `holdfast init`, which writes holdfast.yaml, and `holdfast config show`' },
  versions_report: { instead: 'use `holdfast --version`' },
  takara_unit: { instead: 'keep secrets in an account file (acct_file) and read them with acct_profile' },
  seal_raw: { instead: 'keep secrets in an account file (acct_file) and read them with acct_profile' },
};

/** Sections of a config file of Idem; the keys below them are settings, or among `originalOptions`. */
export const originalSections: readonly string[] = ['idem', 'acct', 'rend', 'evbus', 'pop_tree', 'pop_loop', 'log'];

const shortOptions: Readonly<Record<string, OriginalOption>> = {
  '-R': { instead: 'use -r (--reconciler)' },
  '-P': { instead: 'use -p (--pending)' },
  '-u': originalOptions['takara_unit'] as OriginalOption,
};

/** What is known of an option that a command does not have: `--cache-dir`. */
export function originalOption(option: string): OriginalOption | undefined {
  if (Object.hasOwn(shortOptions, option)) return shortOptions[option];
  const key = option.replace(/^--(?:no-)?/, '').replaceAll('-', '_');
  return Object.hasOwn(originalOptions, key) ? originalOptions[key] : undefined;
}
