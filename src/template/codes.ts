import { defineCodes } from '../kernel/index.js';

export const templateCodes = defineCodes('template', {
  syntax: {
    meaning: 'The text of a template cannot be read.',
    cause: 'A tag or expression is not closed, or an operator or word stands where none can.',
    remedy: 'Correct the text at the place shown.',
  },
  assertion: {
    meaning: 'A template is written correctly and cannot mean anything.',
    cause: 'A filter or test does not exist, a block is defined twice, or a statement stands where it has no effect.',
    remedy: 'Use a name that exists, or move the statement.',
  },
  undefined: {
    meaning: 'A template uses a name, attribute or element that does not exist.',
    cause: 'A parameter was not given, or a name is misspelt.',
    remedy: 'Give the parameter, correct the name, or allow its absence with `| default(…)` or `is defined`.',
  },
  type: {
    meaning: 'A template does with a value what values of its type cannot do.',
    cause:
      'A text is used as a number, something that is no list is looped over, or a function gets the wrong arguments.',
    remedy: 'Convert the value (`| int`, `| string`, `| list`) or correct the arguments.',
  },
  value: {
    meaning: 'A template gives a function or operator a value of the right type that it cannot work with.',
    cause: 'A number is out of range, a text has the wrong form, a division is by zero, or a key or index is missing.',
    remedy: 'Check the value before it is used.',
  },
  runtime: {
    meaning: 'A template does something that is not possible.',
    cause: 'A required block is missing, a template is extended twice, or a filter inside a branch does not exist.',
    remedy: 'Correct the statement at the place shown.',
  },
  'not-found': {
    meaning: 'A template that is included, imported or extended does not exist.',
    cause: 'Its name is misspelt, or it is not in a place templates are loaded from.',
    remedy: 'Correct the name; use `ignore missing` when it may be absent.',
  },
  limit: {
    meaning: 'A template uses more than it may: steps, nesting, text, elements, bits of a number, or time.',
    cause: 'A loop or recursion does not end, or a number is far larger than intended.',
    remedy: 'Correct the template, or raise the limit if the work is really that large.',
  },
  'call-failed': {
    meaning: 'A function that a template called failed.',
    cause: 'The function refused its arguments, or what it asked did not answer.',
    remedy: 'See the cause.',
  },
  'unknown-value': {
    meaning: 'A template decides by a value that is known only after something was applied.',
    cause: 'An `if`, a loop or a comparison uses the result of a resource that does not exist yet.',
    remedy: 'Put the part into a block with `#!require:ID`, or do not let the decision depend on it.',
  },
  aborted: {
    meaning: 'Rendering was stopped before its end.',
    cause: 'The run was cancelled.',
    remedy: 'Run again.',
  },
});
