import { defineCodes } from '../kernel/index.js';

export const accountCodes = defineCodes('accounts', {
  'no-file': {
    meaning: 'There is no credentials file at the path that was given.',
    cause: 'A typing mistake in `--acct-file` or `ACCT_FILE`, or the file lies elsewhere on this machine.',
    remedy: 'Correct the path. Without credentials, leave the option out.',
  },
  unreadable: {
    meaning: 'The credentials file is there and cannot be read.',
    cause: 'Its permissions keep this user from reading it, or it is a folder.',
    remedy: 'Give the path of a file that this user may read.',
  },
  'already-encrypted': {
    meaning: 'A file that was to be encrypted is encrypted already.',
    cause: 'The encrypted file was named in place of the plain one.',
    remedy: 'Name the plain file; to change an encrypted one use `holdfast acct edit`.',
  },
  'bad-yaml': {
    meaning: 'A plain credentials file is not the YAML it should be.',
    cause: 'A key that stands twice, columns that do not match, an open quote; or an encrypted file that was changed.',
    remedy: 'Correct the place that the message shows.',
  },
  'bad-shape': {
    meaning: 'A credentials file does not map providers to profiles, and profiles to their data.',
    cause: 'A level is missing, as when the keys of one profile stand directly below the provider.',
    remedy: 'Write three levels: the provider, the name of the profile, its data.',
  },
  'no-key': {
    meaning: 'A credentials file is encrypted, and no key was given.',
    cause: 'Neither `--acct-key` nor `ACCT_KEY` is set.',
    remedy:
      'Give the key that was printed when the file was encrypted, or where it is to be had: `env:NAME`, `file:PATH`, `command:…`.',
  },
  'bad-key': {
    meaning: 'A key is not one that files can be encrypted with.',
    cause: 'It was cut off or wrapped: a key is 32 bytes, in base64 for URLs 44 characters.',
    remedy: 'Give the whole key as it was printed when the file was encrypted.',
  },
  'key-unavailable': {
    meaning: 'The key could not be had from where it should come from.',
    cause: 'The variable is not set, the file is not there, or the command failed.',
    remedy: 'Correct what the message names.',
  },
  'wrong-key': {
    meaning: 'A credentials file does not open with the key that was given.',
    cause: 'The key belongs to another file, or the file was changed after it was encrypted.',
    remedy: 'Give the key of this file; when the file was changed, take it from a backup.',
  },
  'bad-token': {
    meaning: 'A credentials file is neither YAML nor an encrypted file that this version can read.',
    cause: 'It was cut off, or encrypted by another tool.',
    remedy: 'Take the file from a backup, or encrypt its contents anew.',
  },
  'same-profile': {
    meaning: 'Two entries of a credentials file offer the same profile to one provider.',
    cause: 'The name stands below `provider` and again below `provider.plugin`.',
    remedy: 'Rename one of the two profiles.',
  },
  'unknown-profile': {
    meaning: 'A profile is named that no entry of the credentials holds.',
    cause: 'A typing mistake, or the profile is in another credentials file.',
    remedy: 'Take one of the profiles that the message lists, or add it to the file.',
  },
  'backend-failed': {
    meaning: 'A further store of credentials, named below `acct-backends`, could not be opened.',
    cause: 'The file, command or variable it names is not there, its own key is wrong, or the store refused.',
    remedy: 'Correct what the message names.',
  },
  'unknown-backend': {
    meaning: 'The credentials name a further store that nothing can open.',
    cause: 'A typing mistake below `acct-backends`, or the plugin for that store is not installed.',
    remedy: 'Correct the name, or install the plugin.',
  },
});
