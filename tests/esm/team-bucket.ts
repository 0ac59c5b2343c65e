/** A bucket and a lock table on a local stand-in of AWS, and accounts that lead there. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CopyObjectCommand, CreateBucketCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { systemClock } from '../../src/app/ports/index.js';
import type { StoreContext } from '../../src/contract/index.js';
import { type Place, readState, type Snapshot } from '../../src/esm/index.js';
import aws from '../../src/plugins/esm/aws.js';
import { fakePorts } from '../../src/testing/index.js';
import { type Moto, startMoto } from './moto.js';

export const BUCKET = 'states';
export const TABLE = 'locks';

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };

export interface AccountOptions {
  readonly url?: string;
  /** Hold the lock item as well. */
  readonly table?: boolean;
  /** Seconds that an exchange may take. */
  readonly timeout?: number;
}

export interface TeamBucket {
  readonly moto: Moto;
  readonly s3: S3Client;
  /** The account data of a state. */
  account(key: string, options?: AccountOptions): Readonly<Record<string, unknown>>;
  /** Writes an account file; its path. */
  accountFile(folder: string, key: string, options?: AccountOptions): string;
  place(key: string, options?: AccountOptions): Place;
  state(key: string): Promise<Snapshot>;
  /** Copies all objects of one state to another. */
  copyState(from: string, to: string): Promise<void>;
  stop(): void;
}

export async function startTeamBucket(): Promise<TeamBucket> {
  const moto = await startMoto();
  const client = { region: 'us-east-1', endpoint: moto.url, credentials };
  const s3 = new S3Client({ ...client, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  await new DynamoDBClient(client).send(
    new CreateTableCommand({
      TableName: TABLE,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'LockID', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'LockID', KeyType: 'HASH' }],
    }),
  );
  const account = (key: string, { url = moto.url, table = false, timeout }: AccountOptions = {}) => ({
    aws_access_key_id: 'test',
    aws_secret_access_key: 'test',
    region_name: 'us-east-1',
    endpoint_url: url,
    esm: {
      bucket: BUCKET,
      key,
      ...(table ? { dynamodb_table: TABLE } : {}),
      ...(timeout === undefined ? {} : { timeout }),
    },
  });
  const place = (key: string, options?: AccountOptions): Place => {
    const context: StoreContext = {
      ...fakePorts(),
      clock: systemClock(),
      runName: 'cli',
      directory: '',
      account: account(key, options),
      signal: new AbortController().signal,
    };
    return { store: aws, context };
  };
  return {
    moto,
    s3,
    account,
    place,
    accountFile(folder, key, options) {
      const file = join(folder, `${key}.acct.yaml`);
      writeFileSync(file, JSON.stringify({ aws: { default: account(key, options) } }));
      return file;
    },
    state: async (key) => (await readState(place(key))).snapshot,
    async copyState(from, to) {
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: from }));
      for (const { Key = '' } of Contents) {
        const target = { Bucket: BUCKET, CopySource: `${BUCKET}/${Key}`, Key: Key.replace(from, to) };
        await s3.send(new CopyObjectCommand(target));
      }
    },
    stop: () => moto.stop(),
  };
}
