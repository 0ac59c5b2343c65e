/** What of a profile is secret: all but what says where something is and how it is spoken to. */
import { isSecret, revealDeep, secret } from '../kernel/index.js';
import { isMapping, type ProfileData } from './credentials.js';

/** Keys of a profile that hold no secrets, and that would be masked in every text otherwise. */
const PLACES: readonly string[] = ['driver', 'provider', 'region', 'endpoint', 'simulation'];

/** Each value that is no mapping or list becomes a secret. */
export function sealed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sealed);
  if (isSecret(value) || !isMapping(value)) return secret(value);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, sealed(inner)]));
}

/** A profile as plugins get it: sealed, but for places. Takes sealed and plain data. */
export function accountOf(data: ProfileData): ProfileData {
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, PLACES.includes(key) ? revealDeep(value) : sealed(value)]),
  );
}
