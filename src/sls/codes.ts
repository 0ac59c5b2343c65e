import { defineCodes } from '../kernel/index.js';

export const slsCodes = defineCodes('sls', {
  'bad-source': {
    meaning: 'A source of SLS files cannot be opened.',
    cause: 'The text is not `protocol://place`, no plugin serves the protocol, or the place does not exist.',
    remedy: 'Write it like `file:///srv/sls`, and check that the place exists.',
  },
  'ref-not-found': {
    meaning: 'No source holds a file for an SLS ref.',
    cause:
      'A typing mistake in the ref, or the tree is not among the sources. Nothing outside a source is ever read, also not through a symbolic link.',
    remedy: 'Correct the ref, or add the tree with `--tree` or `--sls-sources`.',
  },
  'endless-run': {
    meaning: 'Files as functions (`sls.run`) would run each other without end.',
    cause: 'A file runs itself, also through others, with the same params; or they are nested too deep.',
    remedy: 'Put the `sls.run` under a condition on a param that changes from level to level, or take it out.',
  },
  unreadable: {
    meaning: 'An SLS file exists and cannot be read.',
    cause: 'Its permissions, a circle of symbolic links, a failing disk or server; the message says which.',
    remedy: 'Correct what the message names.',
  },
  'not-utf8': {
    meaning: 'An SLS file is not text in UTF-8.',
    cause: 'It was saved in another encoding, or is not a text at all.',
    remedy: 'Save it in UTF-8.',
  },
  'bad-yaml': {
    meaning: 'A text is not the YAML it should be.',
    cause: 'Tabs, a missing space after a colon, an open quote, columns that do not match, a key that stands twice.',
    remedy: 'The message shows the place where reading stopped; the mistake is there or just above.',
  },
  'bad-json': {
    meaning: 'A text is not the JSON it should be.',
    cause: 'A trailing comma, a comment, single quotes, a key that stands twice.',
    remedy: 'Correct the place that the message shows.',
  },
  'bad-json5': {
    meaning: 'A text is not the JSON5 it should be.',
    cause: 'A text without quotes, a missing comma, a key that stands twice.',
    remedy: 'Correct the place that the message shows.',
  },
  'bad-toml': {
    meaning: 'A text is not the TOML it should be.',
    cause: 'A colon for an equals sign, a text without quotes, a table that is defined twice.',
    remedy: 'Correct the place that the message shows.',
  },
  'bad-xml': {
    meaning: 'A text is not the XML it should be, or its elements cannot be read as data.',
    cause: 'An element that is not closed, an entity, text beside other elements or attributes.',
    remedy: 'Correct the place that the message shows; the mapping is described with the renderer `xml`.',
  },
  'unknown-renderer': {
    meaning: 'A render pipe names a renderer that is not there.',
    cause: 'A typing mistake in the first line or a block marker, or the plugin is not installed.',
    remedy: 'Take one of the renderers that `holdfast doc` lists.',
  },
  'bad-pipe': {
    meaning: 'A render pipe does not end with data.',
    cause: 'Its last renderer gives text, or its parts are empty.',
    remedy: 'End the pipe with a renderer that reads data, as in `#!jinja|yaml`.',
  },
  'bad-block': {
    meaning: 'A block marker cannot be understood.',
    cause: 'A line that begins with `#!` holds an unknown condition, or `#!END` closes nothing.',
    remedy: 'Write `#!require:ID` or a pipe, and one `#!END` for each; an ordinary comment begins with `# `.',
  },
  'renderer-failed': {
    meaning: 'A renderer ended with an error that it did not explain.',
    cause: 'A mistake in the renderer plugin.',
    remedy: 'Report it to whoever wrote the plugin that the message names.',
  },
  'not-a-mapping': {
    meaning: 'A rendered SLS file is not a mapping.',
    cause: 'It holds a list or a single value at its top.',
    remedy: 'Begin each state with an ID and a colon.',
  },
  'bad-include': {
    meaning: '`include` is not a list of SLS refs.',
    cause: 'A dash is missing, or an entry is no text.',
    remedy: 'Write `include:` and below it one line `- ref` for each file.',
  },
  'include-outside': {
    meaning: 'A relative include leaves the top of the tree.',
    cause: 'It has more leading dots than the including file has folders.',
    remedy: 'Remove dots: one dot is the folder of the file, each further dot one folder up.',
  },
  'bad-exclude': {
    meaning: '`exclude` is not a list of patterns.',
    cause: 'A dash is missing, or an entry is neither a pattern nor `sls: pattern` nor `id: ID`.',
    remedy: 'Write `- shared.*`, `- sls: shared.*` or `- id: web`.',
  },
  'bad-extend': {
    meaning: '`extend` is not a mapping of IDs.',
    cause: 'It was written as a list or a single value.',
    remedy: 'Write the ID below `extend:`, and below it what to change.',
  },
  'extend-unknown': {
    meaning: 'An ID cannot be extended because it is not part of the high state.',
    cause: 'A typing mistake, a file that is not included, or a name that several states have.',
    remedy: 'Include the file that declares the ID.',
  },
  'duplicate-id': {
    meaning: 'Two files declare the same ID.',
    cause: 'A file was copied, or two files chose the same word.',
    remedy: 'Give one of them another ID and, where it matters, a `name`; or use `extend`.',
  },
  'reserved-id': {
    meaning: 'An ID begins with two underscores.',
    cause: 'Such keys are kept for the language itself.',
    remedy: 'Choose another ID.',
  },
  'bad-body': {
    meaning: 'The body of an ID is neither a mapping nor a path reference.',
    cause: 'A list or a number stands where `state.function:` should.',
    remedy: 'Write the path reference below the ID, and the arguments below that.',
  },
  'bad-reference': {
    meaning: 'A path reference cannot be split into state ref and function.',
    cause: 'It has no dot, or begins or ends with one.',
    remedy: 'Write it in full, as in `cloud.network.present`.',
  },
  'bad-arguments': {
    meaning: 'What stands below a path reference is no list of arguments.',
    cause: 'A single value, or a value behind the colon.',
    remedy: 'Write one line `- argument: value` for each argument.',
  },
  'bad-argument': {
    meaning: 'An entry of an argument list is not one argument.',
    cause: 'A missing dash puts two arguments in one entry, or the entry is empty or a list.',
    remedy: 'Give each argument a dash of its own.',
  },
  'duplicate-argument': {
    meaning: 'An argument is given twice.',
    cause: 'A line was copied.',
    remedy: 'Keep one of them.',
  },
  'no-function': {
    meaning: 'A state has no function.',
    cause: 'The path reference has no dot and no bare function name stands in its list.',
    remedy: 'Write the function behind the last dot: `state.function`.',
  },
  'many-functions': {
    meaning: 'A state has more than one function.',
    cause: 'Two functions of one state ref below one ID, or a bare word among the arguments.',
    remedy: 'Give each function an ID of its own; write arguments as `- argument: value`.',
  },
  'bad-function': {
    meaning: 'A function name holds a blank.',
    cause: 'A bare text stands among the arguments.',
    remedy: 'Write arguments as `- argument: value`.',
  },
  'reserved-argument': {
    meaning: 'An argument has a name that belongs to the chunk itself, and is dropped.',
    cause: '`state` and `fun` cannot be set.',
    remedy: 'Remove it.',
  },
  'bad-requisite': {
    meaning: 'A requisite is not written as a list of targets.',
    cause: 'A missing dash, two targets in one entry, or a target that is no text.',
    remedy: 'Write below it one line `- state.ref: ID or name` for each target.',
  },
  'unknown-requisite': {
    meaning: 'An argument looks like a requisite and has no requisite’s name.',
    cause: 'A typing mistake.',
    remedy: 'Take one of the suggested names.',
  },
  'self-requisite': {
    meaning: 'A state names itself in a requisite.',
    cause: 'A copied line, or an ID that is another state’s name.',
    remedy: 'Name the state that is meant, or remove the requisite.',
  },
  'unknown-target': {
    meaning: 'A requisite on the other side (`require_in`, `use`, …) names a state that is not there.',
    cause: 'A typing mistake, or a file that is not included.',
    remedy: 'Correct the target, or include the file that declares it.',
  },
  'too-late': {
    meaning: 'A delayed block changes a state that was made ready before the block was rendered.',
    cause: '`extend`, `require_in`, `use_in` and the like in the block point at a state outside of it.',
    remedy: 'Move it out of the block, or write the requisite on the other side.',
  },
  'no-names': {
    meaning: '`names` is an empty list, which is the same as no `names`: there is one state, named as its ID.',
    cause: 'A template made the list, and it came out empty.',
    remedy: 'Leave `names` out, or put the state under a condition of the template.',
  },
  'bad-names': {
    meaning: '`names` is not a list of names.',
    cause: 'A value that is no list, or an entry that is neither text nor `name: [overrides]`.',
    remedy: 'Write `names: [a, b]`, or one line for each name.',
  },
  'bad-name': {
    meaning: 'A `name` is not text and is ignored; the ID is used.',
    cause: 'A number, boolean, list or mapping was given.',
    remedy: 'Put the name in quotes.',
  },
  'bad-order': {
    meaning: 'An `order` is neither a number nor `first` or `last`.',
    cause: 'A typing mistake.',
    remedy: 'Write a number, `first` or `last`.',
  },
  'separator-in-tag': {
    meaning: 'An ID or a name holds `_|-`, which separates the parts of a tag.',
    cause: 'The text was taken from a tag.',
    remedy: 'Choose another ID or name.',
  },
  'bad-params': {
    meaning: 'A file of params is not a mapping of keys to values, or waits for a state to run.',
    cause: 'An SLS file with states was given as params, or a `#!require:` block stands in one.',
    remedy: 'Write `key: value` lines, beside an `include` of other such files if needed.',
  },
  'bad-binding': {
    meaning: 'An argument binding cannot be understood.',
    cause: 'It has fewer than three parts, an empty part, a wrong index, or stands inside of another one.',
    remedy: 'Write `${state.ref:id:path}`; a shell variable is written without braces.',
  },
});

export type SlsCode = `sls/${keyof typeof slsCodes.table}`;
