/** The errors of the built-in cloud: what a real one would say, as class, code and a sentence that names the things. */
import { ProviderError } from '../../contract/index.js';
import { didYouMean } from '../../kernel/index.js';
import type { Kind } from './world.js';

/** What one thing of a collection is called in a sentence. */
export const NOUNS: Readonly<Record<Kind | 'realms' | 'hardware_profiles', string>> = {
  realms: 'realm',
  hardware_profiles: 'hardware profile',
  images: 'image',
  instances: 'instance',
  storage_volumes: 'volume',
  networks: 'network',
  subnets: 'subnet',
  addresses: 'address',
  keys: 'key',
};

/** The thing an operation is about does not exist (any more). */
export function notFound(kind: Kind, id: string): ProviderError {
  return new ProviderError(`There is no ${NOUNS[kind]} '${id}'`, { class: 'not-found', providerCode: 'NotFound' });
}

/** An argument names something that does not exist. */
export function unknownReference(kind: keyof typeof NOUNS, id: string, known: readonly string[]): ProviderError {
  const close = didYouMean(id, known);
  const hints =
    close !== undefined ? [close] : known.length > 0 && known.length <= 8 ? [`there is: ${known.join(', ')}`] : [];
  return new ProviderError(`There is no ${NOUNS[kind]} '${id}'`, {
    class: 'invalid',
    providerCode: 'UnknownReference',
    hints,
  });
}

export function invalid(message: string, ...hints: readonly string[]): ProviderError {
  return new ProviderError(message, { class: 'invalid', providerCode: 'InvalidArgument', hints });
}

/** The thing is in a state, or in a use, that does not allow the operation. */
export function conflict(
  providerCode: 'IncorrectState' | 'InUse' | 'TokenUsed',
  message: string,
  ...hints: readonly string[]
): ProviderError {
  return new ProviderError(message, { class: 'conflict', providerCode, hints });
}

/** Names of this kind are unique, and the name is taken. */
export function alreadyExists(kind: Kind, name: string, holder: string): ProviderError {
  const message = `There is a ${NOUNS[kind]} '${name}' already: ${holder}`;
  return new ProviderError(message, { class: 'conflict', providerCode: 'AlreadyExists', existing: holder });
}

export function quotaExceeded(kind: Kind, quota: number): ProviderError {
  return new ProviderError(`The quota of ${kind.replace('_', ' ')} is used up: ${quota}`, {
    class: 'invalid',
    providerCode: 'QuotaExceeded',
    hints: [`destroy some, or raise quotas.${kind} with exec cloud.mock.configure`],
  });
}

/** Some ids for a sentence: all of a few, else the first and how many more. */
export function someOf(ids: readonly string[]): string {
  return ids.length <= 5 ? ids.join(', ') : `${ids.slice(0, 4).join(', ')} and ${ids.length - 4} more`;
}
