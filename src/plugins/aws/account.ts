/** What an account profile of provider `aws` says of the enforced state. */
import { ProviderError, type StoreContext } from '../../contract/index.js';
import { didYouMean, revealDeep } from '../../kernel/index.js';

export interface AwsSettings {
  readonly bucket: string;
  readonly key: string;
  readonly table: string | undefined;
  readonly encryption: 'AES256' | 'aws:kms' | undefined;
  /** Milliseconds that an exchange may take, the SDK's own repetitions included. */
  readonly patience: number;
  readonly connection: Connection;
}

/** What both clients of the SDK take. */
export interface Connection {
  readonly region?: string;
  readonly endpoint?: string;
  readonly tls?: boolean;
  readonly credentials?: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
  readonly maxAttempts: number;
}

const ESM_KEYS = ['bucket', 'dynamodb_table', 'key', 'encrypt', 'timeout'];
const DEFAULT_PATIENCE_MS = 30_000;
const EXAMPLE = 'in the account file: aws: {default: {region_name: …, esm: {bucket: NAME, key: state.json}}}';

type Data = Readonly<Record<string, unknown>>;

/** Throws a `ProviderError` of class `invalid` that says what is missing. */
export function settingsOf({
  account,
  runName,
  trial,
}: Pick<StoreContext, 'account' | 'runName' | 'trial'>): AwsSettings {
  const data = revealDeep(account) as Data;
  const esm = (data['esm'] ?? {}) as Data;
  const [unknown] = Object.keys(esm).filter((key) => !ESM_KEYS.includes(key));
  if (unknown !== undefined) {
    throw unusable(`esm.${unknown} is not known`, didYouMean(unknown, ESM_KEYS) ?? `esm takes ${ESM_KEYS.join(', ')}`);
  }
  const bucket = needed(esm, 'bucket');
  const key = needed(esm, 'key');
  const table = text(esm, 'dynamodb_table');
  return {
    bucket,
    key: `${key.replaceAll('{run_name}', runName)}${trial === true ? '.trial' : ''}`,
    table,
    encryption: encryptionOf(esm['encrypt']),
    patience: patienceOf(esm['timeout']),
    connection: connectionOf(data),
  };
}

function connectionOf(data: Data): Connection {
  const secure = data['use_ssl'] !== false;
  const accessKeyId = text(data, 'aws_access_key_id');
  const secretAccessKey = text(data, 'aws_secret_access_key');
  if ((accessKeyId === undefined) !== (secretAccessKey === undefined)) {
    throw unusable(
      `${accessKeyId === undefined ? 'aws_access_key_id' : 'aws_secret_access_key'} is missing`,
      'give both, or neither: then the chain of the SDK is used (environment, instance role, …)',
    );
  }
  const sessionToken = text(data, 'aws_session_token');
  const endpoint = text(data, 'endpoint_url');
  const region = text(data, 'region_name');
  const scheme = secure ? 'https' : 'http';
  return {
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint: endpoint.includes('://') ? endpoint : `${scheme}://${endpoint}` }),
    ...(secure ? {} : { tls: false }),
    ...(accessKeyId === undefined || secretAccessKey === undefined
      ? {}
      : { credentials: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) } }),
    maxAttempts: 4,
  };
}

function encryptionOf(encrypt: unknown): AwsSettings['encryption'] {
  switch (encrypt) {
    case undefined:
    case null:
    case false:
      return undefined;
    case true:
    case 'AES256':
      return 'AES256';
    case 'aws:kms':
      return encrypt;
    default:
      throw unusable(`esm.encrypt cannot be ${JSON.stringify(encrypt)}`, 'it is true, false, AES256 or aws:kms');
  }
}

function patienceOf(seconds: unknown): number {
  if (seconds === undefined || seconds === null) return DEFAULT_PATIENCE_MS;
  if (typeof seconds === 'number' && seconds > 0) return seconds * 1000;
  throw unusable(`esm.timeout cannot be ${JSON.stringify(seconds)}`, 'it is a number of seconds');
}

function text(from: Data, name: string): string | undefined {
  const value = from[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function needed(esm: Data, name: string): string {
  const value = text(esm, name);
  if (value === undefined) throw unusable(`esm.${name} is missing`, EXAMPLE);
  return value;
}

function unusable(what: string, hint: string): ProviderError {
  return new ProviderError(`The account profile does not say where the state is: ${what}`, {
    class: 'invalid',
    hints: [hint],
  });
}
