import { DICT_METHODS } from './dict-methods.js';
import { LIST_METHODS, TUPLE_METHODS } from './list-methods.js';
import { FLOAT_METHODS, NUMBER_METHODS } from './number-methods.js';
import { STRING_METHODS } from './string-methods.js';

/** Every name that is a method of some builtin type: attributes of other names can be looked up the short way. */
export const METHOD_NAMES: ReadonlySet<string> = new Set(
  [DICT_METHODS, LIST_METHODS, TUPLE_METHODS, STRING_METHODS, NUMBER_METHODS, FLOAT_METHODS].flatMap((methods) =>
    Object.keys(methods),
  ),
);
