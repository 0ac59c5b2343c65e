/**
 * Enforced state in an S3 bucket, shared by a team.
 *
 *     <key>             the state as JSON in the original's form, written whenever a run ended
 *     <key>.holdfast/   the log: segments, snapshots, archive
 *
 * Conditional writes alone keep two runs apart. With `dynamodb_table` the original's lock item is held as well, so that the original
 * tool and this one keep out of each other's way. Bucket and table must exist.
 */
import type * as DynamoDB from '@aws-sdk/client-dynamodb';
import type * as S3 from '@aws-sdk/client-s3';
import {
  type AppendLog,
  ProviderError,
  type StateMap,
  type StoreContext,
  type StoreDefinition,
  store,
} from '../../contract/index.js';
import { openLog, revealDeep } from '../../kernel/index.js';
import { type LockItem, lockItem } from '../aws/lock-item.js';
import { Bucket, nameOf, s3LogFiles } from '../aws/s3-log-files.js';

/** Loading the SDK: optional packages, imported on first use. */
export interface AwsModules {
  s3(): Promise<typeof S3>;
  dynamodb(): Promise<typeof DynamoDB>;
}

/** The store on a given SDK. */
export function awsStore(modules: AwsModules): StoreDefinition {
  const inPlace = async <Value>(ctx: StoreContext, work: (place: Place) => Promise<Value>): Promise<Value> => {
    const place = await openPlace(ctx, modules);
    return explaining(place.settings, () => work(place));
  };
  return store({
    ref: 'aws',
    summary:
      'Keeps the enforced state in an S3 bucket, safe for a team; with a DynamoDB lock item where the original is used too.',
    // The log is the lock.
    enter: async () => undefined,
    exit_: (ctx) => inPlace(ctx, async ({ lock }) => lock?.release(undefined)),
    get_state: (ctx) =>
      inPlace(ctx, async ({ bucket, settings }) => readMap(await bucket.read(settings.key), settings.key)),
    set_state: (ctx, state) => inPlace(ctx, ({ bucket, settings }) => writeMap(bucket, settings.key, state)),
    log: (ctx) => inPlace(ctx, (place) => openAppendLog(ctx, place)),
  });
}

export default awsStore({
  s3: () => optional('@aws-sdk/client-s3', () => import('@aws-sdk/client-s3')),
  dynamodb: () => optional('@aws-sdk/client-dynamodb', () => import('@aws-sdk/client-dynamodb')),
});

interface AwsSettings {
  readonly bucket: string;
  readonly key: string;
  readonly table: string | undefined;
  readonly encryption: 'AES256' | 'aws:kms' | undefined;
  readonly connection: Connection;
}

/** What both clients of the SDK take. */
interface Connection {
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

interface Place {
  readonly settings: AwsSettings;
  readonly bucket: Bucket;
  readonly lock: LockItem | undefined;
}

async function openPlace(ctx: StoreContext, modules: AwsModules): Promise<Place> {
  const settings = settingsOf(ctx);
  const { clock, random, signal } = ctx;
  const sdk = await modules.s3();
  const client = new sdk.S3Client({
    ...settings.connection,
    forcePathStyle: settings.connection.endpoint !== undefined,
    // Stores that only speak S3 do not know the newer checksums.
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
  const bucket = new Bucket({
    client,
    sdk,
    bucket: settings.bucket,
    encryption: settings.encryption,
    clock,
    random,
    signal,
  });
  if (settings.table === undefined) return { settings, bucket, lock: undefined };
  const dynamodb = await modules.dynamodb();
  const place = {
    client: new dynamodb.DynamoDBClient({ ...settings.connection }),
    sdk: dynamodb,
    table: settings.table,
    id: `${settings.bucket}/${settings.key}`,
    signal,
  };
  return { settings, bucket, lock: lockItem(place) };
}

async function openAppendLog(ctx: StoreContext, { settings, bucket, lock }: Place): Promise<AppendLog> {
  const folder = `${settings.key}.holdfast`;
  const { log } = await openLog({ folder, files: s3LogFiles(bucket, ctx.random) });
  const safely = <Value>(act: () => Promise<Value>): Promise<Value> => explaining(settings, act);
  return {
    load: () =>
      safely(async () => {
        const opened = await openLog({ folder, files: s3LogFiles(bucket, ctx.random) });
        const { snapshot, entries, diagnostics } = opened;
        return { ...(snapshot === undefined ? {} : { snapshot }), segments: entries, diagnostics };
      }),
    after: (position) =>
      safely(async () => {
        const batch = await log.read(position);
        return batch === 'compacted' ? [] : batch.entries;
      }),
    append: (after, frames) =>
      safely(async () => {
        const result = await log.append(after, frames);
        return result === 'conflict' ? result : result.position;
      }),
    snapshot: (position, bytes) =>
      safely(async () => {
        await log.writeSnapshot(position, bytes);
        const { snapshots = KEPT_SNAPSHOTS, archiveBytes } = ctx.retention ?? {};
        await log.compact({ keepSnapshots: snapshots, ...(archiveBytes === undefined ? {} : { archiveBytes }) });
      }),
    snapshotAt: (position) => safely(async () => (await log.snapshot(position)).snapshot),
    history: (from) => log.history(from),
    export: (state) => safely(() => writeMap(bucket, settings.key, state)),
    ...(lock === undefined
      ? {}
      : { lock: (holder) => safely(() => lock.take(holder)), unlock: (holder) => safely(() => lock.release(holder)) }),
  };
}

const KEPT_SNAPSHOTS = 4;

function settingsOf({ account, runName, trial }: StoreContext): AwsSettings {
  const data = revealDeep(account) as Readonly<Record<string, unknown>>;
  const esm = (data['esm'] ?? {}) as Readonly<Record<string, unknown>>;
  const text = (from: Readonly<Record<string, unknown>>, name: string): string | undefined => {
    const value = from[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const bucket = text(esm, 'bucket');
  const key = text(esm, 'key');
  if (bucket === undefined || key === undefined) {
    throw new ProviderError(
      `The account profile does not say where the state is: ${bucket === undefined ? 'esm.bucket' : 'esm.key'} is missing`,
      {
        class: 'invalid',
        hints: ['in the account file: aws: {default: {region_name: …, esm: {bucket: NAME, key: state.json}}}'],
      },
    );
  }
  const accessKeyId = text(data, 'aws_access_key_id');
  const secretAccessKey = text(data, 'aws_secret_access_key');
  const sessionToken = text(data, 'aws_session_token');
  const endpoint = text(data, 'endpoint_url');
  const credentials =
    accessKeyId === undefined || secretAccessKey === undefined
      ? {}
      : { credentials: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) } };
  const encrypt = esm['encrypt'];
  const region = text(data, 'region_name');
  return {
    bucket,
    key: `${key.replaceAll('{run_name}', runName)}${trial === true ? '.trial' : ''}`,
    table: text(esm, 'dynamodb_table'),
    encryption: encrypt === 'aws:kms' ? 'aws:kms' : encrypt === true || encrypt === 'AES256' ? 'AES256' : undefined,
    connection: {
      ...(region === undefined ? {} : { region }),
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(data['use_ssl'] === false ? { tls: false } : {}),
      ...credentials,
      maxAttempts: 4,
    },
  };
}

function readMap(bytes: Uint8Array | undefined, key: string): StateMap {
  if (bytes === undefined || bytes.length === 0) return {};
  const data: unknown = JSON.parse(new TextDecoder().decode(bytes));
  if (typeof data === 'object' && data !== null && !Array.isArray(data)) return data as StateMap;
  throw new Error(`the object ${key} does not hold a JSON object`);
}

async function writeMap(bucket: Bucket, key: string, state: StateMap): Promise<void> {
  await bucket.write(key, new TextEncoder().encode(JSON.stringify(state)), 'application/json');
}

/** Says what is missing or refused, in words that name it. */
async function explaining<Value>({ bucket, table }: AwsSettings, act: () => Promise<Value>): Promise<Value> {
  try {
    return await act();
  } catch (error) {
    const why = reasonFor(nameOf(error), bucket, table);
    if (why === undefined) throw error;
    throw new ProviderError(why.summary, { class: why.class, hints: why.hints, cause: error });
  }
}

function reasonFor(name: string, bucket: string, table: string | undefined) {
  switch (name) {
    case 'NoSuchBucket':
      return {
        class: 'not-found',
        summary: `The bucket ${bucket} does not exist`,
        hints: [`aws s3api create-bucket --bucket ${bucket}`],
      } as const;
    case 'ResourceNotFoundException':
      return {
        class: 'not-found',
        summary: `The table ${table} does not exist`,
        hints: [
          `aws dynamodb create-table --table-name ${table} --billing-mode PAY_PER_REQUEST --attribute-definitions AttributeName=LockID,AttributeType=S --key-schema AttributeName=LockID,KeyType=HASH`,
        ],
      } as const;
    case 'TimeoutError':
    case 'AbortError':
      return {
        class: 'unreachable',
        summary: `The bucket ${bucket} did not answer in time`,
        hints: ['check the network and endpoint_url'],
      } as const;
    case 'AccessDenied':
    case 'InvalidAccessKeyId':
    case 'SignatureDoesNotMatch':
    case 'ExpiredToken':
    case 'CredentialsProviderError':
      return {
        class: 'auth',
        summary: `The bucket ${bucket} refused the credentials (${name})`,
        hints: ['check the account profile of the store'],
      } as const;
    default:
      return undefined;
  }
}

async function optional<Module>(name: string, load: () => Promise<Module>): Promise<Module> {
  try {
    return await load();
  } catch (error) {
    throw new ProviderError(`The store aws needs the package ${name}, which is not installed`, {
      class: 'unsupported',
      hints: [`npm install ${name}`],
      cause: error,
    });
  }
}
