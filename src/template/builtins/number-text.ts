import { int } from '../values/model.js';

const DIGITS: Readonly<Record<number, RegExp>> = {
  2: /^[01]+(?:_?[01])*$/,
  8: /^[0-7]+(?:_?[0-7])*$/,
  10: /^\d+(?:_\d+)*$/,
  16: /^[\da-f]+(?:_[\da-f]+)*$/i,
};
const PREFIXES: Readonly<Record<number, string>> = { 2: '0b', 8: '0o', 16: '0x' };
const LONGEST = 4300;

/** Python's `int(text, base)`; undefined when the text is no such number. */
export function parseIntText(text: string, base: number): number | bigint | undefined {
  const match = /^\s*([-+]?)([\s\S]*?)\s*$/.exec(text);
  const sign = match?.[1] === '-' ? -1n : 1n;
  let body = (match?.[2] ?? '').toLowerCase();
  let radix = base;
  if (base === 0) {
    radix = 10;
    for (const [candidate, prefix] of Object.entries(PREFIXES)) if (body.startsWith(prefix)) radix = Number(candidate);
  }
  const prefix = PREFIXES[radix];
  if (prefix !== undefined && body.startsWith(prefix)) body = body.slice(2).replace(/^_/, '');
  if (body.length > LONGEST) return undefined;
  const pattern = DIGITS[radix];
  if (pattern === undefined) return otherRadix(body, radix, sign);
  if (!pattern.test(body)) return undefined;
  const digits = body.replaceAll('_', '');
  return int(sign * BigInt((prefix ?? '') + digits));
}

function otherRadix(body: string, radix: number, sign: bigint): number | bigint | undefined {
  if (radix < 2 || radix > 36 || !/^[\da-z]+$/.test(body)) return undefined;
  let value = 0n;
  for (const character of body) {
    const digit = Number.parseInt(character, 36);
    if (digit >= radix) return undefined;
    value = value * BigInt(radix) + BigInt(digit);
  }
  return int(sign * value);
}

const FLOAT = /^[-+]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:e[-+]?\d+(?:_\d+)*)?$/i;

/** Python's `float(text)`; undefined when the text is no number. */
export function parseFloatText(text: string): number | undefined {
  const body = text.trim();
  if (FLOAT.test(body)) return Number(body.replaceAll('_', ''));
  const special = /^([-+]?)(inf|infinity|nan)$/i.exec(body);
  if (special === null) return undefined;
  if (special[2]?.toLowerCase() === 'nan') return Number.NaN;
  return special[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}
