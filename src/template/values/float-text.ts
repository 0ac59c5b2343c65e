/** A float as Python's `repr` writes it. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const [mantissa, exponentText] = value.toExponential().split('e') as [string, string];
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 16) return `${mantissa}e${exponentSign(exponent)}`;
  const text = value.toString();
  if (text.includes('e')) return expand(mantissa, exponent);
  return text.includes('.') ? text : `${text}.0`;
}

function exponentSign(exponent: number): string {
  return `${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

/** Plain notation of a number that JavaScript would write with an exponent (`1e-7` is below Python's border too). */
function expand(mantissa: string, exponent: number): string {
  const negative = mantissa.startsWith('-');
  const digits = mantissa.replace('-', '').replace('.', '');
  const text = exponent < 0 ? `0.${'0'.repeat(-exponent - 1)}${digits}` : `${digits.padEnd(exponent + 1, '0')}.0`;
  return negative ? `-${text}` : text;
}

/** The decimal nearest to a float with so many digits after the point, ties to even, exactly: sign and scaled integer. */
function scaledDecimal(value: number, digits: number): { negative: boolean; scaled: bigint } {
  const negative = value < 0 || Object.is(value, -0);
  const { mantissa, exponent } = binary(Math.abs(value));
  let numerator = mantissa;
  let denominator = 1n;
  if (exponent > 0) numerator <<= BigInt(exponent);
  else denominator <<= BigInt(-exponent);
  if (digits >= 0) numerator *= 10n ** BigInt(digits);
  else denominator *= 10n ** BigInt(-digits);
  return { negative, scaled: divideHalfEven(numerator, denominator) };
}

function divideHalfEven(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  const twice = (numerator % denominator) * 2n;
  if (twice > denominator || (twice === denominator && quotient % 2n === 1n)) return quotient + 1n;
  return quotient;
}

/** A positive float as mantissa times a power of two. */
function binary(value: number): { mantissa: bigint; exponent: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const fraction = bits & 0xfffffffffffffn;
  const biased = Number((bits >> 52n) & 0x7ffn);
  return biased === 0
    ? { mantissa: fraction, exponent: -1074 }
    : { mantissa: fraction | (1n << 52n), exponent: biased - 1075 };
}

/** `value` with exactly so many digits after the point, without sign. */
export function fixedDigits(value: number, digits: number): string {
  const text = scaledDecimal(value, digits).scaled.toString();
  if (digits <= 0) return text;
  const padded = text.padStart(digits + 1, '0');
  return `${padded.slice(0, -digits)}.${padded.slice(-digits)}`;
}

/** `value` with one digit before and so many after the point, and its decimal exponent; without sign. */
export function exponentDigits(value: number, digits: number): { digits: string; exponent: number } {
  if (value === 0) return { digits: '0'.repeat(digits + 1), exponent: 0 };
  let exponent = Number(Math.abs(value).toExponential().split('e')[1]);
  let text = scaledDecimal(value, digits - exponent).scaled.toString();
  if (text.length > digits + 1) {
    exponent++;
    text = scaledDecimal(value, digits - exponent).scaled.toString();
  }
  return { digits: text.padEnd(digits + 1, '0'), exponent };
}

/** Python's `round(x, digits)` of a float. */
export function roundFloat(value: number, digits: number): number {
  if (!Number.isFinite(value) || digits > 323) return value;
  if (digits < -308) return Object.is(value, Math.abs(value)) ? 0 : -0;
  const { negative, scaled } = scaledDecimal(value, digits);
  const magnitude = Number(`${scaled}e${-digits}`);
  return negative ? -magnitude : magnitude;
}
