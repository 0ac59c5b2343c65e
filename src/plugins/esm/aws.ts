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
import { openLog } from '../../kernel/index.js';
import { type AwsSettings, settingsOf } from '../aws/account.js';
import { type LockItem, lockItem } from '../aws/lock-item.js';
import { Bucket, s3LogFiles } from '../aws/s3-log-files.js';
import { appendLogOf } from '../log-store/append-log.js';

/** Loading the SDK: optional packages, imported on first use. */
export interface AwsModules {
  s3(): Promise<typeof S3>;
  dynamodb(): Promise<typeof DynamoDB>;
}

/** The store on a given SDK. */
export function awsStore(modules: AwsModules): StoreDefinition {
  const inPlace = async <Value>(ctx: StoreContext, work: (place: Place) => Promise<Value>): Promise<Value> =>
    work(await openPlace(ctx, modules));
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
  const { encryption, patience } = settings;
  const bucket = new Bucket({ client, sdk, bucket: settings.bucket, encryption, patience, clock, random, signal });
  if (settings.table === undefined) return { settings, bucket, lock: undefined };
  const dynamodb = await modules.dynamodb();
  const place = {
    client: new dynamodb.DynamoDBClient({ ...settings.connection }),
    sdk: dynamodb,
    table: settings.table,
    id: `${settings.bucket}/${settings.key}`,
    patience,
    clock,
    signal,
  };
  return { settings, bucket, lock: lockItem(place) };
}

async function openAppendLog(ctx: StoreContext, { settings, bucket, lock }: Place): Promise<AppendLog> {
  const folder = `${settings.key}.holdfast`;
  const files = s3LogFiles(bucket, ctx.random);
  const log = await appendLogOf(
    ctx,
    () => openLog({ folder, files }),
    (state) => writeMap(bucket, settings.key, state),
  );
  if (lock === undefined) return log;
  return { ...log, lock: (holder) => lock.take(holder), unlock: (holder) => lock.release(holder) };
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
