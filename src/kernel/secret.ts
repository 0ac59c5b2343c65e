/**
 * Values that must not be seen. A secret prints, serialises and inspects as a mask; only `reveal` gives the value, and it
 * works on secrets of every copy of this package, because they are recognised by a registered symbol.
 */
import { createHash, createHmac } from 'node:crypto';
import { isUnknown } from './unknown.js';

const REVEAL = Symbol.for('holdfast/1/secret');
const KEPT = Symbol.for('holdfast/1/secret-kept');

export const MASK = '********';

/** An opaque value. Two secrets are compared with `sameSecret`, never with `===` or by their text. */
export interface Secret<T = unknown> {
  readonly [REVEAL]: () => T;
  toString(): string;
  toJSON(): string;
}

const appearance = {
  toString: { value: () => MASK },
  toJSON: { value: () => MASK },
  [Symbol.toPrimitive]: { value: () => MASK },
  [Symbol.for('nodejs.util.inspect.custom')]: { value: () => `Secret(${MASK})` },
};

/** Wraps a value; a secret stays the secret it is. */
export function secret<T>(value: T | Secret<T>): Secret<T> {
  if (isSecret(value)) return value as Secret<T>;
  const box = Object.create(null) as object;
  Object.defineProperty(box, REVEAL, { value: () => value });
  Object.defineProperties(box, appearance);
  return Object.freeze(box) as Secret<T>;
}

/**
 * A secret whose value is needed again and cannot be given anew, such as one that a provider generated: where a key is at hand, records
 * keep it sealed. Of other secrets they keep only a digest.
 */
export function keptSecret<T>(value: T | Secret<T>): Secret<T> {
  if (isKept(value)) return value as Secret<T>;
  const inner = reveal(value);
  const box = Object.create(null) as object;
  Object.defineProperty(box, REVEAL, { value: () => inner });
  Object.defineProperty(box, KEPT, { value: true });
  Object.defineProperties(box, appearance);
  return Object.freeze(box) as Secret<T>;
}

export function isKept(value: unknown): boolean {
  return isSecret(value) && (value as { readonly [KEPT]?: boolean })[KEPT] === true;
}

export function isSecret(value: unknown): value is Secret {
  return typeof value === 'object' && value !== null && typeof (value as Partial<Secret>)[REVEAL] === 'function';
}

/** The value inside; anything else is given back as it is. Call it only where the value must leave the process. */
export function reveal<T>(value: T | Secret<T>): T {
  return isSecret(value) ? ((value as Secret<T>)[REVEAL]() as T) : (value as T);
}

export function sameSecret(left: Secret, right: Secret): boolean {
  return digestText(left[REVEAL]()) === digestText(right[REVEAL]());
}

/** A keyed digest that shows that a value changed and nothing else: hex of HMAC-SHA-256 over its canonical text. */
export function secretDigest(value: Secret, key: Uint8Array): string {
  return createHmac('sha256', key).update(canonical(value[REVEAL]())).digest('hex');
}

function digestText(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('hex');
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : typeof inner === 'bigint'
        ? `${inner}n`
        : inner,
  );
}

/** A copy of plain data in which every secret is opened. The result must not be logged, stored or kept. */
export function revealDeep(value: unknown): unknown {
  if (isSecret(value)) return revealDeep(reveal(value));
  if (Array.isArray(value)) return value.map(revealDeep);
  if (isPlainObject(value))
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, revealDeep(inner)]));
  return value;
}

/** A copy of plain data in which every secret is replaced by the mask; data without secrets is given back as it is. */
export function redact(value: unknown): unknown {
  if (isSecret(value)) return MASK;
  if (Array.isArray(value)) {
    const copy = value.map(redact);
    return copy.some((inner, index) => inner !== value[index]) ? copy : value;
  }
  if (isPlainObject(value)) {
    let changed = false;
    const copy: Record<string, unknown> = {};
    for (const [key, inner] of Object.entries(value)) {
      copy[key] = redact(inner);
      if (copy[key] !== inner) changed = true;
    }
    return changed ? copy : value;
  }
  return value;
}

export function containsSecret(value: unknown): boolean {
  if (isSecret(value)) return true;
  if (Array.isArray(value)) return value.some(containsSecret);
  return isPlainObject(value) && Object.values(value).some(containsSecret);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return (prototype === Object.prototype || prototype === null) && !isUnknown(value);
}

/** Shorter values would mask half of any text. */
const SHORTEST_MASKED = 4;

/** Shorter values stand in data by chance. */
const SHORTEST_HIDDEN = 8;

/**
 * Masks known secret values in text that came from outside: command output, provider errors. Knows a value's plain form, its
 * JSON-escaped form, base64 and URL encoding, and the lines of a value of several lines.
 */
export class Masker {
  readonly #forms = new Set<string>();
  #pattern: RegExp | undefined;

  /** Remembers the text leaves of a secret, or of every secret inside plain data. */
  add(value: unknown): void {
    if (isSecret(value)) this.#addLeaves(reveal(value));
    else if (Array.isArray(value)) for (const inner of value) this.add(inner);
    else if (isPlainObject(value)) for (const inner of Object.values(value)) this.add(inner);
  }

  #addLeaves(value: unknown): void {
    if (typeof value === 'string') this.#addText(value);
    else if (typeof value === 'number' || typeof value === 'bigint') this.#addText(String(value));
    else if (isSecret(value)) this.#addLeaves(reveal(value));
    else if (Array.isArray(value)) for (const inner of value) this.#addLeaves(inner);
    else if (isPlainObject(value)) for (const inner of Object.values(value)) this.#addLeaves(inner);
  }

  #addText(text: string): void {
    const lines = text.includes('\n') ? text.split('\n').map((line) => line.trim()) : [];
    for (const plain of [text, text.trim(), ...lines]) {
      if (plain.length < SHORTEST_MASKED) continue;
      const bytes = Buffer.from(plain);
      const forms = [plain, JSON.stringify(plain).slice(1, -1), new URLSearchParams({ v: plain }).toString().slice(2)];
      if (!/[\ud800-\udfff]/.test(plain)) forms.push(encodeURIComponent(plain));
      forms.push(bytes.toString('base64').replace(/=+$/, ''), bytes.toString('base64url'));
      for (const form of forms) {
        if (this.#forms.has(form)) continue;
        this.#forms.add(form);
        this.#pattern = undefined;
      }
    }
  }

  mask(text: string): string {
    if (this.#forms.size === 0) return text;
    return text.replace(this.#known(), MASK);
  }

  /** Matches every known form, the longest first. */
  #known(): RegExp {
    this.#pattern ??= new RegExp(
      [...this.#forms]
        .sort((a, b) => b.length - a.length)
        .map((form) => form.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
        .join('|'),
      'g',
    );
    return this.#pattern;
  }

  /**
   * A copy of plain data in which every text that holds a secret value of some length is a secret itself: it keeps its value for who binds it, and
   * is not shown. Data without such texts is given back as it is.
   */
  hide<T>(value: T): T {
    return this.#forms.size === 0 ? value : (this.#hidden(value) as T);
  }

  #hidden(value: unknown): unknown {
    if (typeof value === 'string') return this.#holdsSecret(value) ? secret(value) : value;
    if (Array.isArray(value)) {
      const copy = value.map((inner) => this.#hidden(inner));
      return copy.some((inner, index) => inner !== value[index]) ? copy : value;
    }
    if (!isPlainObject(value) || isSecret(value)) return value;
    const entries = Object.entries(value).map(([key, inner]) => [key, this.#hidden(inner)] as const);
    return entries.some(([key, inner]) => inner !== value[key]) ? Object.fromEntries(entries) : value;
  }

  #holdsSecret(text: string): boolean {
    if (text.length < SHORTEST_HIDDEN) return false;
    const found = text.match(this.#known());
    return found?.some((form) => form.length >= SHORTEST_HIDDEN) === true;
  }

  /** A copy of plain data with every string masked and every secret replaced. */
  maskDeep(value: unknown): unknown {
    if (isSecret(value)) return MASK;
    if (typeof value === 'string') return this.mask(value);
    if (this.#forms.size === 0) return redact(value);
    if (Array.isArray(value)) return value.map((inner) => this.maskDeep(inner));
    if (isPlainObject(value)) {
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [this.mask(key), this.maskDeep(inner)]));
    }
    return value;
  }
}
