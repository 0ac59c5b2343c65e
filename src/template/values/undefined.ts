import { Fault } from './fault.js';
import { NO_OBJECT, type Undefined } from './model.js';
import { quote } from './quote.js';
import { describeType } from './type-name.js';

/** What is wrong with using an undefined value. */
export function undefinedMessage(value: Undefined): string {
  if (value.hint !== undefined) return value.hint;
  if (value.object === NO_OBJECT) return `${quote(String(value.name))} is undefined`;
  if (typeof value.name !== 'string') return `${describeType(value.object)} has no element ${elementText(value.name)}`;
  return `${quote(describeType(value.object))} has no attribute ${quote(value.name)}`;
}

function elementText(name: unknown): string {
  if (typeof name === 'boolean') return name ? 'True' : 'False';
  return name === null ? 'None' : String(name);
}

export function undefinedFault(value: Undefined): Fault {
  return new Fault('UndefinedError', undefinedMessage(value));
}
