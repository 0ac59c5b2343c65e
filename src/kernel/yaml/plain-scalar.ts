/**
 * What an unquoted YAML scalar means: the rules of YAML 1.1 as PyYAML reads them, with two differences. Dates are
 * text: `2012-10-17` is far more often a version than a day, and neither JSON nor a provider knows a date. Leading zeros are
 * dropped, as in SLS files always: `0644` is 644, not 420. Integers that a number cannot hold exactly are bigints.
 */

const INTEGER = /^[-+]?(?:0b[01_]+|0x[0-9a-fA-F_]+|0[0-7_]*|[1-9][0-9_]*(?::[0-5]?[0-9])*)$/;
const FLOAT =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*)$/;
const SPECIAL = /^(?:([-+]?)\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

const WORDS: ReadonlyMap<string, boolean | null> = new Map<string, boolean | null>([
  ...['true', 'True', 'TRUE', 'yes', 'Yes', 'YES', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['false', 'False', 'FALSE', 'no', 'No', 'NO', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
]);

/** First letters of `WORDS`. */
const WORD_STARTS = new Set(Array.from('tTfFyYnNoO~', (char) => char.charCodeAt(0)));

export function plainScalar(text: string): unknown {
  const first = text.charCodeAt(0);
  // Digits, sign and point; everything else is a word or text.
  if ((first >= 48 && first <= 57) || first === 43 || first === 45 || first === 46) return plainNumber(text) ?? text;
  if (text.length > 5 || (!WORD_STARTS.has(first) && text !== '')) return text;
  const word = WORDS.get(text);
  return word === undefined ? text : word;
}

/** The number a text is, undefined when it is none. */
export function plainNumber(text: string): number | bigint | undefined {
  if (INTEGER.test(text)) return integer(text);
  if (FLOAT.test(text)) return float(text);
  const special = SPECIAL.exec(text);
  if (special === null) return undefined;
  if (special[1] === undefined) return Number.NaN;
  return special[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

function integer(text: string): number | bigint {
  const negative = text.startsWith('-');
  const digits = text.replace(/^[-+]/, '').replaceAll('_', '');
  let value: bigint;
  if (digits.includes(':')) value = digits.split(':').reduce((sum, part) => sum * 60n + BigInt(part), 0n);
  else if (/^0[bx]/.test(digits)) value = digits.length === 2 ? 0n : BigInt(digits);
  else if (digits.length < 16) return negative ? 0 - Number(digits) : Number(digits);
  else value = BigInt(digits);
  const signed = negative ? -value : value;
  const number = Number(signed);
  return Number.isSafeInteger(number) ? number : signed;
}

function float(text: string): number {
  const plain = text.replaceAll('_', '');
  if (!plain.includes(':')) return Number.parseFloat(plain);
  const sign = plain.startsWith('-') ? -1 : 1;
  const parts = plain.replace(/^[-+]/, '').split(':');
  return sign * parts.reduce((sum, part) => sum * 60 + Number(part), 0);
}
