import { defineCodes } from '../kernel/index.js';

export const HUB_CODES = defineCodes('hub', {
  clash: {
    meaning: 'Two plugins have the same place.',
    cause:
      'A plugin of the project or of a package has the ref of a built-in one or of another plugin; or two files of one folder differ only in their extension.',
    remedy:
      'Rename one of the two files, which the message names, or run with --no-plugins to leave the outside ones alone.',
  },
  'load-failed': {
    meaning:
      'A plugin could not be loaded: an error was thrown while its module was evaluated, or an import of it is missing.',
    cause: 'An error in the plugin itself, or a package it imports that is not installed. The cause is in the message.',
    remedy: 'Correct the plugin at the place the message names, or install what is missing.',
  },
  syntax: {
    meaning: 'A plugin is not correct TypeScript or JavaScript.',
    cause: 'A slip of the pen in the plugin or in a file it imports.',
    remedy: 'Correct the file at the line and column named.',
  },
  'not-a-plugin': {
    meaning: 'A file in a folder of plugins has no default export that is a plugin.',
    cause:
      'The definition was not passed through its constructor (`resource`, `stateFunctions`, `execFunctions`, …), or is not the default export; or the file is not meant to be a plugin.',
    remedy:
      'Write `export default resource({ … })`, with the constructor from `holdfast/plugin`. Begin the name of a file that is no plugin with an underscore.',
  },
  'wrong-kind': {
    meaning: 'A plugin is of another kind than the folder it is in.',
    cause: 'An exec plugin below `states/`, a resource below `exec/`, and so on.',
    remedy: 'Move the file to the folder the message names, or use the constructor of its folder.',
  },
  'wrong-ref': {
    meaning: 'The `ref` in a plugin is not the ref of the place where it is.',
    cause: 'The file was copied or moved without changing its `ref`.',
    remedy: 'Make both the same: `states/a/b.ts` is `a.b`.',
  },
  incomplete: {
    meaning: 'A plugin lacks a member that its contract requires, or has one of the wrong type.',
    cause: 'The plugin was written without type checking, or against another version of the contract.',
    remedy: 'Add the members the message names. The contract is described in the guide to writing plugins.',
  },
  outside: {
    meaning: 'A plugin, or a file it imports, lies outside the project or package it belongs to, and is not run.',
    cause:
      'A symbolic link or a relative import that leads out of the folder, or a `holdfast.plugins` folder given as `../…` in a package.',
    remedy: 'Keep the file inside, or make it a package of its own and depend on that.',
  },
  'bad-manifest': {
    meaning: 'A package.json cannot be read as one, or its `holdfast` entry is not `{"plugins": "./dir"}`.',
    cause: 'Broken JSON, another shape, or a folder that does not exist.',
    remedy: 'Correct the package.json named in the message.',
  },
  'module-syntax': {
    meaning: 'An SLS file in TypeScript or JavaScript cannot be read, or imports something that is not there.',
    cause: 'A slip of the pen, a relative import that leaves the SLS source, or a package that is not installed.',
    remedy: 'Correct the file at the line and column named.',
  },
  'module-failed': {
    meaning: 'An SLS file in TypeScript or JavaScript failed while it was run.',
    cause: 'It threw an error, a function it called failed, or it ended the process it ran in.',
    remedy: 'Correct the file at the line and column named.',
  },
  'module-data': {
    meaning: 'An SLS file in TypeScript or JavaScript gives something that is no data.',
    cause: 'It has no default export, or its data holds a function, a class instance or itself.',
    remedy:
      'Export mappings, lists, texts, numbers, booleans and null: `export default { … }`, or a function that gives them.',
  },
  'module-limit': {
    meaning: 'An SLS file in TypeScript or JavaScript took more time or memory than it may.',
    cause: 'A loop that does not end, or far more data than intended.',
    remedy: 'Correct the file, or divide it into several.',
  },
  'unknown-folder': {
    meaning: 'A folder of `holdfast.plugins` has a name close to, but not the same as, a kind of plugins.',
    cause: 'A misspelt folder name: `state` for `states`.',
    remedy: 'Rename the folder. The folders are: states, exec, esm, renderers, sources, drivers.',
  },
  'bad-name': {
    meaning: 'A file or folder in a folder of plugins has a name that cannot be part of a ref.',
    cause: 'A dot, a blank or another character in the name that a ref cannot hold.',
    remedy:
      'Use letters, digits, `_` and `-` only, beginning with a letter. Begin the name of a file that is no plugin with an underscore.',
  },
});
