import { Fault } from './fault.js';
import { Float } from './model.js';

/** An int as number or bigint (booleans are ints), undefined for everything else. */
export function intOf(value: unknown): number | bigint | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : undefined;
  if (typeof value === 'bigint') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  return undefined;
}

export function isFloat(value: unknown): value is number | Float {
  return value instanceof Float || (typeof value === 'number' && !Number.isSafeInteger(value));
}

/** A number of any kind as a JavaScript number or bigint that compares right; undefined for everything else. */
export function numberOf(value: unknown): number | bigint | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof Float) return value.value;
  return undefined;
}

/** An int that is to count or index something. */
export function toIndex(value: unknown): number | undefined {
  const whole = intOf(value);
  if (whole === undefined) return undefined;
  return typeof whole === 'bigint' ? (whole < 0n ? -Number.MAX_SAFE_INTEGER : Number.MAX_SAFE_INTEGER) : whole;
}

/** An int as the nearest float. */
export function toFloat(value: number | bigint): number {
  const result = Number(value);
  if (typeof value === 'bigint' && !Number.isFinite(result))
    throw new Fault('OverflowError', 'int too large to convert to float');
  return result;
}
