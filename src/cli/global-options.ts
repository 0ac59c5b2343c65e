/** Options that every command takes, before or after its name. */
import type { OptionSpec } from './command.js';

const options: readonly OptionSpec[] = [
  {
    flags: '-c, --config <file>',
    doc: 'read settings from this file instead of looking for holdfast.yaml upward',
    completes: 'file',
  },
  {
    flags: '--root-dir <folder>',
    doc: 'folder of everything that Holdfast keeps',
    setting: 'root_dir',
    completes: 'folder',
  },
  { flags: '--no-plugins', doc: 'use what is built in only', setting: 'plugins' },
  { flags: '--json', doc: 'the same as --output json' },
  { flags: '-q, --quiet', doc: 'no progress and no notes on standard error' },
  { flags: '-v, --verbose', doc: 'show the log on standard error' },
  { flags: '--log-file <file>', doc: 'write the log to this file', completes: 'file' },
  { flags: '--no-color', doc: 'no colours (as with NO_COLOR in the environment)' },
];

export const globalOptions = options.map((option) => ({ ...option, heading: 'Options of every command' }));
