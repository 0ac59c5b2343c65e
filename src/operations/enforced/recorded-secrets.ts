/** Secrets that records still hold: what is sealed in one place is known wherever its digest stands. */
import type { EnforcedRecord } from '../../contract/index.js';
import { isSecretMarker, type SecretMarker } from '../../esm/index.js';
import type { Secret } from '../../kernel/index.js';

export type Records = ReadonlyMap<string, EnforcedRecord>;

export class RecordedSecrets {
  readonly #sealed = new Map<string, SecretMarker>();
  readonly #unseal: (marker: SecretMarker) => Secret | undefined;

  /** Of records as they are stored. */
  constructor(all: readonly Records[], unseal: (marker: SecretMarker) => Secret | undefined) {
    this.#unseal = unseal;
    for (const records of all) for (const { state } of records.values()) this.#gather(state);
  }

  /** Undefined when the value is sealed nowhere. */
  find(marker: SecretMarker): Secret | undefined {
    const sealed = this.#sealed.get(marker.__secret__);
    return sealed === undefined ? undefined : this.#unseal(sealed);
  }

  #gather(value: unknown): void {
    if (typeof value !== 'object' || value === null) return;
    if (!isSecretMarker(value)) for (const inner of Object.values(value)) this.#gather(inner);
    else if (value.__sealed__ !== undefined) this.#sealed.set(value.__secret__, value);
  }
}
