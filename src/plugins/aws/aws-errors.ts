/** What AWS, or the way there, says went wrong, in words that name the bucket or table. */
import { ProviderError, type ProviderErrorOptions } from '../../contract/index.js';

/** What the calls were about. */
export interface AwsPlace {
  readonly kind: 'bucket' | 'table';
  readonly name: string;
  /** Milliseconds an exchange was given. */
  readonly patience: number;
  /** Of the run. */
  readonly signal: AbortSignal;
}

/** Anything that the SDK throws as a `ProviderError`. */
export function awsError(error: unknown, place: AwsPlace): ProviderError {
  const status = statusOf(error);
  const name = nameOf(error);
  const { summary, ...why } = reasonFor(error, name, place);
  return new ProviderError(`The ${place.kind} ${place.name} ${summary}`, {
    effect: 'unknown',
    ...(status === undefined ? {} : { providerCode: name }),
    ...why,
    cause: error,
  });
}

type Reason = Pick<ProviderErrorOptions, 'class' | 'hints'> & { readonly summary: string };

function reasonFor(error: unknown, name: string, { name: of, patience, signal }: AwsPlace): Reason {
  const message = error instanceof Error ? error.message : String(error);
  switch (name) {
    case 'NoSuchBucket':
      return {
        class: 'not-found',
        summary: 'does not exist',
        hints: [`aws s3api create-bucket --bucket ${of}`],
      };
    case 'ResourceNotFoundException':
      return {
        class: 'not-found',
        summary: 'does not exist',
        hints: [
          `aws dynamodb create-table --table-name ${of} --billing-mode PAY_PER_REQUEST --attribute-definitions AttributeName=LockID,AttributeType=S --key-schema AttributeName=LockID,KeyType=HASH`,
        ],
      };
    case 'AccessDenied':
    case 'AccessDeniedException':
    case 'InvalidAccessKeyId':
    case 'SignatureDoesNotMatch':
    case 'ExpiredToken':
    case 'ExpiredTokenException':
    case 'UnrecognizedClientException':
    case 'CredentialsProviderError':
      return {
        class: 'auth',
        summary: `refused the credentials (${name}: ${message})`,
        hints: ['check the account profile of the store, and the rights that it has'],
      };
    case 'PermanentRedirect':
      return {
        class: 'invalid',
        summary: 'is in another region',
        hints: ['correct region_name in the account profile'],
      };
    case 'TimeoutError':
    case 'AbortError':
      return signal.aborted
        ? { class: 'unreachable', summary: 'was waited for no longer: the run was stopped' }
        : {
            class: 'unreachable',
            summary: `did not answer within ${patience / 1000} s`,
            hints: ['check the network and endpoint_url'],
          };
  }
  if (message === 'Region is missing') {
    return { class: 'invalid', summary: 'needs a region', hints: ['give region_name in the account profile'] };
  }
  const status = statusOf(error);
  if (status !== undefined && status >= 400) {
    return { class: status >= 500 ? 'transient' : 'invalid', summary: `answered with an error: ${status} ${message}` };
  }
  return {
    class: 'unreachable',
    summary: `cannot be reached: ${message}`,
    hints: ['check the network and endpoint_url; then run again: what was open is looked up and resolved'],
  };
}

export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

export function statusOf(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } } | null)?.$metadata?.httpStatusCode;
}
