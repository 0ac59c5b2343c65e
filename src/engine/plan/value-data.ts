/**
 * Values of arguments as JSON and back. A secret is left out: in its place stands where to find it again, and its digest where there is
 * one to compare with.
 */
import { isSecret } from '../../kernel/index.js';

/** Stands for a secret. The tree has the value, at the same argument of the same chunk. */
export interface SecretReference {
  readonly $secret: string;
}

export type Seal = (value: unknown) => unknown;

export function toData(value: unknown, seal: Seal | undefined): unknown {
  if (isSecret(value)) return { $secret: sealedText(value, seal) };
  if (typeof value === 'bigint') return { $bigint: String(value) };
  if (typeof value === 'number' && !Number.isFinite(value)) return { $number: String(value) };
  if (value === undefined) return { $undefined: true };
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => toData(one, seal));
  if (value instanceof Date) return { $date: value.toISOString() };
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString('base64') };
  const entries = Object.entries(value).map(([key, inner]) => [key, toData(inner, seal)] as const);
  return entries.some(([key]) => key.startsWith('$')) ? { $map: entries } : Object.fromEntries(entries);
}

function sealedText(value: unknown, seal: Seal | undefined): string {
  const sealed = seal?.(value);
  const digest = (sealed as { readonly __secret__?: unknown } | null | undefined)?.__secret__;
  // A digest without a key could be guessed at: `hmac-sha256:KEY:HEX` has one.
  return typeof digest === 'string' && digest.split(':').length === 3 ? digest : '';
}

/** `find` gives the value a secret stood for; it is called with the reference. */
export function fromData(data: unknown, find: (reference: SecretReference) => unknown): unknown {
  if (typeof data !== 'object' || data === null) return data;
  if (Array.isArray(data)) return data.map((one) => fromData(one, find));
  const map = data as Readonly<Record<string, unknown>>;
  if (typeof map.$secret === 'string') return find({ $secret: map.$secret });
  if (typeof map.$bigint === 'string') return BigInt(map.$bigint);
  if (typeof map.$number === 'string') return Number(map.$number);
  if (map.$undefined === true) return undefined;
  if (typeof map.$date === 'string') return new Date(map.$date);
  if (typeof map.$bytes === 'string') return new Uint8Array(Buffer.from(map.$bytes, 'base64'));
  const entries = Array.isArray(map.$map) ? (map.$map as [string, unknown][]) : Object.entries(map);
  return Object.fromEntries(entries.map(([key, inner]) => [key, fromData(inner, find)]));
}

export function holdsReference(data: unknown): boolean {
  if (typeof data !== 'object' || data === null) return false;
  if (Array.isArray(data)) return data.some(holdsReference);
  return '$secret' in data || Object.values(data).some(holdsReference);
}
