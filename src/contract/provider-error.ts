/** How a plugin says what went wrong at a provider. Recognised by its shape, so copies of the package agree. */

/** transient and throttled are tried again; conflict is looked up again; auth and invalid are final; gone: the thing vanished meanwhile. */
export type ErrorClass =
  | 'transient'
  | 'throttled'
  | 'conflict'
  | 'auth'
  | 'invalid'
  | 'not-found'
  | 'unsupported'
  | 'unreachable';

export interface ProviderErrorOptions {
  readonly class: ErrorClass;
  /** `none`: nothing was changed, it may be tried again. `unknown`: look it up first. Default `none`. */
  readonly effect?: 'none' | 'unknown';
  /** Milliseconds the provider asked to wait. */
  readonly retryAfter?: number;
  /** The provider's own code (`InvalidVpcID.NotFound`). */
  readonly providerCode?: string;
  readonly hints?: readonly string[];
  /** Of a conflict: id of the thing that is in the way, when the provider tells it. */
  readonly existing?: string;
  readonly cause?: unknown;
}

export class ProviderError extends Error {
  readonly class: ErrorClass;
  readonly effect: 'none' | 'unknown';
  readonly retryAfter?: number;
  readonly providerCode?: string;
  readonly hints: readonly string[];
  readonly existing?: string;

  constructor(message: string, options: ProviderErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ProviderError';
    this.class = options.class;
    this.effect = options.effect ?? 'none';
    if (options.retryAfter !== undefined) this.retryAfter = options.retryAfter;
    if (options.providerCode !== undefined) this.providerCode = options.providerCode;
    this.hints = options.hints ?? [];
    if (options.existing !== undefined) this.existing = options.existing;
  }
}

export function isProviderError(thrown: unknown): thrown is ProviderError {
  return (
    thrown instanceof Error &&
    thrown.name === 'ProviderError' &&
    typeof (thrown as Partial<ProviderError>).class === 'string'
  );
}
