import { defineCodes } from '../kernel/index.js';

export const cliCodes = defineCodes('cli', {
  'unknown-command': {
    meaning: 'There is no command of that name.',
    cause: 'A misspelt command, or an option of the command written before its name.',
    remedy: '`holdfast --help` lists the commands.',
  },
  'unknown-option': {
    meaning: 'The command has no option of that name.',
    cause: 'A misspelt option, or one that belongs to another command.',
    remedy: '`holdfast COMMAND --help` lists the options.',
  },
  usage: {
    meaning: 'The command line is not complete or not right.',
    cause: 'An argument is missing, there is one too many, or an option has a value it does not take.',
    remedy: '`holdfast COMMAND --help` shows how it is written.',
  },
  'needs-yes': {
    meaning: 'The command would have to ask, and there is nobody to ask.',
    cause: 'Standard input or standard error is no terminal, or the output is JSON.',
    remedy: 'Add --yes to run without the question, or use `holdfast plan` to see what would change.',
  },
  'editor-failed': {
    meaning: 'The editor could not be started, or ended with an error. Nothing was written.',
    cause: 'A misspelt command in --editor, $VISUAL or $EDITOR, or the editor was left on purpose with an error.',
    remedy: 'Name an editor that can be started, with its arguments.',
  },
  'events-target': {
    meaning: 'The events cannot be written where --events says.',
    cause: 'The file cannot be written, or standard output is already used for JSON.',
    remedy: 'Name a file in a folder that exists, a URL, or - for standard output.',
  },
  'events-lost': {
    meaning: 'Not all events reached the place that --events names. What was done is not affected.',
    cause: 'The other side could not be reached, refused them, or was too slow; or a disk is full.',
    remedy: 'Look at the reason in the message. A file takes events whatever the network does.',
  },
  'log-target': {
    meaning: 'The log cannot be written where --log-file says.',
    cause: 'The folder does not exist, or may not be written to.',
    remedy: 'Name a file in a folder that exists and may be written to.',
  },
  bug: {
    meaning: 'Something went wrong inside Holdfast itself.',
    cause: 'A bug. Nothing in your input should be able to cause it.',
    remedy: 'Report it with the text below the message and, if you can, the input.',
  },
});
