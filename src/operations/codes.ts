import { defineCodes } from '../kernel/index.js';

export const operationCodes = defineCodes('operations', {
  'config-not-found': {
    meaning: 'The config file named with --config or HOLDFAST_CONFIG does not exist or cannot be read.',
    cause: 'A mistyped path, or a file that is not there on this machine.',
    remedy: 'Name an existing file, or leave the option out: holdfast.yaml is found upward from the working directory.',
  },
  'config-shape': {
    meaning: 'The config file is not a mapping from setting to value.',
    cause: 'The file holds a list, or is another kind of file.',
    remedy: 'Write one setting a line, `key: value`. `holdfast config show` lists them all.',
  },
  'unknown-setting': {
    meaning: 'The config file holds a key that is no setting.',
    cause: 'A misspelt key.',
    remedy: 'Correct the key. `holdfast config show` lists all settings.',
  },
  'bad-setting': {
    meaning: 'A setting has a value of the wrong type, or one that is not among those allowed.',
    cause: 'A mistyped value in the config file, the environment, or an option.',
    remedy: 'Give a value as the message describes it.',
  },
  'already-initialised': {
    meaning: '`holdfast init` found a holdfast.yaml and left it alone.',
    cause: 'The project was initialised before.',
    remedy: 'Edit the file, or remove it first when a new project id is really wanted.',
  },
  'unknown-function': {
    meaning: 'There is no exec function of that name.',
    cause: 'A misspelt reference, or a plugin that is not installed.',
    remedy: 'Use one of the suggestions, or list what there is with `holdfast doc`.',
  },
  'unknown-chunk': {
    meaning: 'There is no state of that tag or ID, or there are several.',
    cause: 'A misspelt ID, an ID with several names or functions, or SLS files that do not declare it.',
    remedy: 'Give the whole tag, as `--json` shows it, and the files that declare it.',
  },
  'unknown-param': {
    meaning: 'No file of params and no option sets a param of that name.',
    cause: 'A misspelt key, or a file that was not given with --params.',
    remedy: 'List what is set with `holdfast params explain`, with the same options as the run.',
  },
  'template-clash': {
    meaning:
      'A plugin adds a filter, test or global to templates whose name is taken: built in, or from another plugin.',
    cause: 'Two plugins were installed that do the same or chose the same name, or one took a name of the language.',
    remedy: 'Rename the one of the plugin, or remove one of two plugins.',
  },
  'template-writes': {
    meaning: 'A template, or an SLS file in TypeScript, calls an exec function that writes.',
    cause: 'Rendering happens before the plan and also when nothing shall be changed; so it may only call what reads.',
    remedy: 'Make a state of it (`exec.run`), or permit the function with `--allow-template-exec`.',
  },
  'unknown-event-type': {
    meaning: 'A pattern of --event-types matches no type of event.',
    cause: 'A misspelt type, or a regular expression that is none.',
    remedy: 'docs/reference/events.md lists the types; `holdfast schema --events` gives their schema.',
  },
  'bad-event-target': {
    meaning: 'Events cannot be sent to where --events says.',
    cause: 'No plugin serves the protocol, or its address makes no sense to the plugin.',
    remedy: 'Name a file, - for standard output, or PROTOCOL://PLACE with a protocol that is installed.',
  },
  'no-account-file': {
    meaning: 'A command that works on a credentials file was given none.',
    cause: 'No file stands on the command line, and no setting names one.',
    remedy: 'Name the file on the command line, or set `acct_file`.',
  },
  'account-file-changed': {
    meaning: 'A credentials file was changed by somebody else while it was edited.',
    cause: 'Two people edited it at the same time, or a checkout replaced it.',
    remedy: 'Edit the file again; the message says where the edited text is.',
  },
  'account-draft-kept': {
    meaning: 'An edited credentials file cannot be used, and its text was kept.',
    cause: 'The text has a mistake, and there was no terminal to ask whether it is to be edited again.',
    remedy: 'Take the text from the place in the message, correct it, and remove it there.',
  },
  'unknown-reference': {
    meaning: 'There is no plugin of that name.',
    cause: 'A misspelt reference, or a plugin that is not installed.',
    remedy: 'List what there is with `holdfast doc`.',
  },
  'unknown-argument': {
    meaning: 'The function does not take an argument of that name, or not so many values.',
    cause: 'A misspelt name, or a value that belongs to another function.',
    remedy: '`holdfast doc` and the reference shows the arguments of a function.',
  },
  'missing-argument': {
    meaning: 'An argument that the function needs was not given.',
    cause: 'It was forgotten.',
    remedy: 'Give it as `name=value`.',
  },
  'bad-argument': {
    meaning: 'An argument has a value of the wrong type, or one that is not among those allowed.',
    cause: 'The text given could not be read as the type the function declares.',
    remedy: 'Give a value of the type named; lists and mappings are written as YAML or JSON.',
  },
  'bad-state-file': {
    meaning: 'A file that the enforced state was to be imported from, or exported to, cannot be used.',
    cause: 'It does not exist, is not a map from tag to state in msgpack or JSON, or cannot be written.',
    remedy: 'Name the file in which the original keeps its state, or one that `holdfast esm export` wrote.',
  },
  'no-open-call': {
    meaning: 'There is no open call of that token or tag, or more than one.',
    cause: 'It was decided already, another run resolved it, or the beginning of a token fits several.',
    remedy: '`holdfast esm recover` lists the open calls.',
  },
  'unknown-store': {
    meaning: 'There is no store of that name.',
    cause: 'A misspelt name after --esm-plugin, or a plugin that is not installed.',
    remedy: 'Use one of the suggestions.',
  },
  'nothing-described': {
    meaning: 'Nothing matched what was to be described.',
    cause: 'The pattern matches no state that can be described, or nothing exists there.',
    remedy: 'Try a wider pattern; `holdfast doc` lists the states.',
  },
  'undescribed-param': {
    meaning: 'An ID uses a param that no `META.params` describes.',
    cause: 'The description was forgotten, or the name of the param is misspelt.',
    remedy: 'Describe it in `META: {params: {NAME: what it is for}}` below the ID, or at the top of the file.',
  },
  'bad-pattern': {
    meaning: 'A pattern of state refs is not a regular expression.',
    cause: 'What stands between slashes is read as a regular expression, and has a mistake.',
    remedy: "Correct it, or write a pattern without slashes: `'cloud.*'`.",
  },
  'bad-filter': {
    meaning: 'What was given to --filter is not JMESPath, or gives something of which no SLS can be made.',
    cause: 'A mistake in the expression, or one that takes things apart instead of choosing among them.',
    remedy: 'Choose among whole elements (`[?…]`); `--output jmespath` prints whatever an expression gives.',
  },
  'not-described': {
    meaning: 'Something that exists stands in the output as a comment only.',
    cause: 'An argument that is required cannot be read back, or cannot be written as SLS.',
    remedy: 'Add the argument, and take the comment signs away.',
  },
  'cannot-describe': {
    meaning: 'What exists of a resource could not be read.',
    cause: 'The provider refused, could not be reached, or the plugin failed.',
    remedy: 'Act on what the message says of the provider; the other resources were described.',
  },
  'too-many-deletes': {
    meaning: 'A run would remove or replace more things than is allowed.',
    cause: 'Much of a tree is gone, perhaps by mistake, or a change replaces many things.',
    remedy: 'Look at the plan. When it is right, allow as many with --max-deletes.',
  },
  'plan-not-written': {
    meaning: 'The file of a plan cannot be written.',
    cause: 'The folder does not exist, or may not be written to.',
    remedy: 'Name a file in a folder that exists and may be written to.',
  },
  'plan-not-found': {
    meaning: 'The file of a plan cannot be read.',
    cause: 'A mistyped path.',
    remedy: 'Name the file that `holdfast plan SLS… -o FILE` wrote.',
  },
  'plan-elsewhere': {
    meaning: 'A plan was made for another enforced state, or with another account profile, than those in use.',
    cause: 'Another run name, store or account profile is set than when the plan was made.',
    remedy: 'Set those of the plan; the message has the options.',
  },
  'nothing-to-resume': {
    meaning: 'A plan is to be resumed that was never applied.',
    cause: '--resume was given with the first `holdfast apply` of a plan.',
    remedy: 'Leave out --resume.',
  },
  'plan-begun': {
    meaning: 'A plan was applied before, and that run did not come to its end.',
    cause: 'The run was stopped, or a step of it failed.',
    remedy: 'Go on with `holdfast apply FILE --resume`, or make a new plan.',
  },
  'plan-source-changed': {
    meaning: 'A file with delayed blocks is not what it was when a plan was made, so its blocks are left out.',
    cause: 'The file was edited between plan and apply.',
    remedy: 'Make a new plan.',
  },
  'no-such-record': {
    meaning: 'The enforced state has no such record.',
    cause: 'A mistyped tag or ID, or another run name.',
    remedy: '`holdfast esm show` lists what is recorded.',
  },
  'ambiguous-record': {
    meaning: 'An ID stands for several records.',
    cause: 'Several states, or several names of one declaration, share the ID.',
    remedy: 'Name the record by its tag.',
  },
  'cannot-move': {
    meaning: 'A record cannot get the tag it is to get.',
    cause: 'The tag is that of another state, is taken, or a call on the thing was interrupted.',
    remedy: 'Give another tag, or run once so that the interrupted call is resolved.',
  },
  'cannot-adopt': {
    meaning: 'A thing cannot be taken into the enforced state under that tag.',
    cause: 'The tag is none, its state is no resource, or the tag or the thing is recorded already.',
    remedy: 'Act on the message: it says what is recorded, and how to let go of it.',
  },
  'not-restored': {
    meaning: 'A part of an earlier state cannot be brought back.',
    cause: 'Secrets are not kept, what was never complete has no state, and what a command did cannot be undone.',
    remedy: 'Bring it back yourself, or run the tree that declares it.',
  },
});
