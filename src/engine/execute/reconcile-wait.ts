/** How long a pending state waits before it is called again. */
import type { ReconcileWait } from '../../contract/index.js';
import type { Random } from '../../kernel/index.js';

const DEFAULT_WAIT: ReconcileWait = 3;
/** However a wait grows, it ends within the hour: milliseconds. */
const LONGEST_WAIT = 3_600_000;

/**
 * Milliseconds before the next call, after so many reruns; `recheckAfter`: what the thing itself asks for. Only for waits that `waitProblem` has nothing
 * against.
 */
export function waitTime(
  wait: ReconcileWait = DEFAULT_WAIT,
  reruns: number,
  random: Random,
  recheckAfter?: number,
): number {
  return Math.min(LONGEST_WAIT, recheckAfter ?? secondsOf(wait, reruns, random) * 1000);
}

function secondsOf(wait: ReconcileWait, reruns: number, random: Random): number {
  if (typeof wait === 'number') return wait;
  if ('static' in wait) return wait.static.wait_in_seconds;
  if ('random' in wait) {
    const { min_value: min, max_value: max } = wait.random;
    return min + Math.floor(random.fraction() * (max - min + 1));
  }
  const { wait_in_seconds: first, multiplier } = wait.exponential;
  return first * multiplier ** reruns;
}

/** What is wrong with what a plugin declares; undefined when nothing is. */
export function waitProblem(wait: unknown): string | undefined {
  if (wait === undefined) return undefined;
  if (typeof wait === 'number')
    return isPositive(wait) ? undefined : `wait is ${wait}, and must be more than 0 seconds`;
  if (typeof wait !== 'object' || wait === null) return `wait is ${String(wait)}, and must be ${FORMS}`;
  const [kind, ...more] = Object.keys(wait);
  if (kind === undefined || more.length > 0 || !Object.hasOwn(checks, kind)) return `wait must be ${FORMS}`;
  const values = (wait as Readonly<Record<string, unknown>>)[kind];
  if (typeof values !== 'object' || values === null) return `wait.${kind} must be a mapping`;
  return checks[kind]?.(values as Readonly<Record<string, unknown>>);
}

const FORMS =
  'a number of seconds, {static: {wait_in_seconds}}, {random: {min_value, max_value}} or {exponential: {wait_in_seconds, multiplier}}';

type Check = (values: Readonly<Record<string, unknown>>) => string | undefined;

const checks: Readonly<Record<string, Check>> = {
  static: ({ wait_in_seconds: wait }) =>
    isPositive(wait) ? undefined : 'wait.static.wait_in_seconds must be a number of seconds that is more than 0',
  random({ min_value: min, max_value: max }) {
    const whole = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
    return whole(min) && whole(max) && min < max
      ? undefined
      : 'wait.random needs min_value and max_value, whole numbers of seconds, the first one smaller';
  },
  exponential: ({ wait_in_seconds: wait, multiplier }) =>
    isPositive(wait) && isPositive(multiplier)
      ? undefined
      : 'wait.exponential needs wait_in_seconds and multiplier, both more than 0',
};

function isPositive(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value > 0;
}

/** What is wrong with `attempts`. */
export function attemptsProblem(attempts: unknown): string | undefined {
  if (attempts === undefined || (Number.isSafeInteger(attempts) && (attempts as number) >= 0)) return undefined;
  return `attempts is ${String(attempts)}, and must be a whole number`;
}
