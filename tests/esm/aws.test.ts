/** The store `aws` against moto: the suite, two clients, the original's lock item, and a network that misbehaves. */
import { randomUUID } from 'node:crypto';
import { CreateTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { JournalFrame, StoreContext } from '../../src/contract/index.js';
import {
  examine,
  openSession,
  type Place,
  readState,
  type Session,
  systemLiveness,
  timeline,
  unlock,
} from '../../src/esm/index.js';
import { diagnosticsOf, secret } from '../../src/kernel/index.js';
import aws, { awsStore } from '../../src/plugins/esm/aws.js';
import { storeSuite } from '../../src/testing/index.js';
import { type Moto, motoMissing, type Proxy, startMoto, startProxy } from './moto.js';

const missing = motoMissing();
if (missing !== undefined) {
  if (process.env['CI'] === 'true') throw new Error(missing);
  console.warn(`skipped: the store aws. ${missing}`);
}

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const BUCKET = 'states';
const TABLE = 'locks';

describe.skipIf(missing !== undefined)('the store aws', () => {
  let moto: Moto;
  let proxy: Proxy;
  beforeAll(async () => {
    moto = await startMoto();
    proxy = await startProxy(moto);
    await new S3Client({ region: 'us-east-1', endpoint: moto.url, credentials, forcePathStyle: true }).send(
      new CreateBucketCommand({ Bucket: BUCKET }),
    );
    const table = {
      TableName: TABLE,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'LockID', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'LockID', KeyType: 'HASH' }],
    } as const;
    await dynamodb().send(
      new CreateTableCommand({
        ...table,
        AttributeDefinitions: [...table.AttributeDefinitions],
        KeySchema: [...table.KeySchema],
      }),
    );
  }, 60_000);
  afterAll(() => {
    proxy?.stop();
    moto?.stop();
  });
  afterEach(() => {
    proxy.behave = () => 'pass';
  });

  const s3 = (): S3Client =>
    new S3Client({ region: 'us-east-1', endpoint: moto.url, credentials, forcePathStyle: true });
  const dynamodb = (): DynamoDBClient => new DynamoDBClient({ region: 'us-east-1', endpoint: moto.url, credentials });

  function contextFor(esm: Readonly<Record<string, unknown>>, url = moto.url): StoreContext {
    return {
      runName: 'cli',
      directory: '/unused',
      account: {
        aws_access_key_id: 'test',
        aws_secret_access_key: secret('test'),
        region_name: 'us-east-1',
        endpoint_url: url,
        esm: { bucket: BUCKET, ...esm },
      },
      clock: {
        now: () => Date.now(),
        monotonic: () => performance.now(),
        sleep: (ms, signal) =>
          new Promise((resolve, reject) => {
            const timer = setTimeout(resolve, ms);
            signal?.addEventListener('abort', () => {
              clearTimeout(timer);
              reject(signal.reason);
            });
          }),
      },
      random: {
        bytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
        uuid: () => randomUUID(),
        fraction: Math.random,
      },
      log: { write: () => {} },
      signal: new AbortController().signal,
    };
  }

  const place = (key: string, more: Readonly<Record<string, unknown>> = {}, url?: string): Place => ({
    store: aws,
    context: contextFor({ key, ...more }, url),
  });

  const open = (at: Place, operation = 'state site'): Promise<Session> =>
    openSession({ ...at, liveness: systemLiveness(), run: { id: randomUUID(), operation, who: 'test' } });

  const put = (name: string): JournalFrame => ({
    type: 'put',
    esmTag: `test_|-${name}_|-${name}_|-`,
    record: { state: { name }, meta: { state: 'test', status: 'complete' } },
  });

  const codeOf = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => 'nothing',
      (error: unknown) => diagnosticsOf(error)?.[0]?.code ?? String(error),
    );

  let keys = 0;
  const key = (): string => `state-${keys++}.json`;

  storeSuite(
    { describe, it, expect },
    {
      name: 'aws',
      log: true,
      fresh: async () => {
        const mine = key();
        return { store: aws, context: () => contextFor({ key: mine }) };
      },
    },
  );

  it('lets one of two clients in, tells the other, and the next one goes on from what was written', async () => {
    const at = place(key());
    const [one, two] = await Promise.allSettled([open(at), open(at)]);
    expect([one.status, two.status].toSorted()).toEqual(['fulfilled', 'rejected']);
    const session = (
      one.status === 'fulfilled' ? one.value : (two as PromiseFulfilledResult<Session>).value
    ) as Session;
    await session.append([put('a')], 'durable');
    await session.close('done');
    const next = await open(at);
    expect([...next.entries()].map(([tag]) => tag)).toEqual(['test_|-a_|-a_|-']);
    await next.close('done');
    expect((await timeline(at)).runs.map(({ outcome }) => outcome)).toEqual(['done', 'done']);
  });

  it('refuses a run whose lock was taken away', async () => {
    const at = place(key());
    const session = await open(at);
    await unlock(at, systemLiveness(), { id: randomUUID(), operation: 'esm unlock', who: 'test' }, session.holder.id);
    expect(await codeOf(session.append([put('a')], 'durable'))).toBe('esm/fenced');
    await session.close('failed').catch(() => undefined);
    expect((await readState(at)).snapshot.records.size).toBe(0);
  });

  it('keeps the state as the original does, and begins with what the original left', async () => {
    const mine = key();
    const original = { 'test_|-old_|-old_|-': { name: 'old' }, __esm_metadata__: { version: [1, 0, 0] } };
    await s3().send(new PutObjectCommand({ Bucket: BUCKET, Key: mine, Body: JSON.stringify(original) }));
    const session = await open(place(mine));
    await session.append([put('new')], 'durable');
    await session.close('done');
    const { Body } = await s3().send(new GetObjectCommand({ Bucket: BUCKET, Key: mine }));
    expect(JSON.parse((await Body?.transformToString()) ?? '')).toMatchObject({
      'test_|-old_|-old_|-': { name: 'old' },
      'test_|-new_|-new_|-': { name: 'new' },
    });
  });

  it('holds the lock item of the original while a run goes on, and respects one of the original', async () => {
    const mine = key();
    const at = place(mine, { dynamodb_table: TABLE });
    const item = async () =>
      (await dynamodb().send(new GetItemCommand({ TableName: TABLE, Key: { LockID: { S: `${BUCKET}/${mine}` } } })))
        .Item;
    const session = await open(at);
    expect(await item()).toMatchObject({ holdfast_id: { S: session.holder.id } });
    await session.close('done');
    expect(await item()).toBeUndefined();
    await dynamodb().send(new PutItemCommand({ TableName: TABLE, Item: { LockID: { S: `${BUCKET}/${mine}` } } }));
    expect(await codeOf(open(at))).toBe('esm/not-entered');
    expect((await readState(at)).snapshot.holder).toBeUndefined();
    const run = { id: randomUUID(), operation: 'esm unlock', who: 'test' };
    expect(await unlock(at, systemLiveness(), run, undefined)).toBeUndefined();
    expect(await item()).toBeUndefined();
    await (await open(at)).close('done');
  });

  it('says what is missing', async () => {
    const text = async (at: Place): Promise<string> => {
      const error = await open(at).catch((thrown: unknown) => thrown);
      return JSON.stringify(diagnosticsOf(error));
    };
    expect(await text(place('x', { bucket: 'nowhere' }))).toMatch(/The bucket nowhere does not exist.*create-bucket/);
    expect(await text(place(key(), { dynamodb_table: 'nothing' }))).toMatch(
      /The table nothing does not exist.*create-table/,
    );
    const without = awsStore({
      s3: () => Promise.reject(new Error('no')),
      dynamodb: () => Promise.reject(new Error('no')),
    });
    expect(await text({ store: without, context: contextFor({ key: 'x' }) })).toContain('no');
  });

  const profiles = [
    { name: 'an empty one', account: {}, told: 'esm.bucket is missing' },
    { name: 'no key', account: { esm: { bucket: BUCKET } }, told: 'esm.key is missing' },
    { name: 'a slip', account: { esm: { bukcet: BUCKET, key: 'x' } }, told: "did you mean 'bucket'?" },
    { name: 'a wrong encrypt', account: { esm: { bucket: BUCKET, key: 'x', encrypt: 'rot13' } }, told: 'aws:kms' },
    { name: 'a wrong timeout', account: { esm: { bucket: BUCKET, key: 'x', timeout: 'long' } }, told: 'seconds' },
    {
      name: 'half the credentials',
      account: { aws_access_key_id: 'test', esm: { bucket: BUCKET, key: 'x' } },
      told: 'aws_secret_access_key is missing',
    },
  ];
  it.each(profiles)('says what is wrong with a profile: $name', async ({ account, told }) => {
    const error = await open({ store: aws, context: { ...contextFor({}), account } }).catch(
      (thrown: unknown) => thrown,
    );
    expect(diagnosticsOf(error)).toMatchObject([{ code: 'esm/bad-profile' }]);
    expect(JSON.stringify(diagnosticsOf(error))).toContain(told);
  });

  it('takes the whole profile: without a scheme in the endpoint, with a session token, sealed', async () => {
    const mine = key();
    const context = contextFor({ key: mine, encrypt: true, timeout: 10 }, moto.url.replace('http://', ''));
    const at: Place = {
      store: aws,
      context: { ...context, account: { ...context.account, use_ssl: false, aws_session_token: secret('token') } },
    };
    const session = await open(at);
    await session.append([put('a')], 'durable');
    await session.close('done');
    const { ServerSideEncryption } = await s3().send(new GetObjectCommand({ Bucket: BUCKET, Key: mine }));
    expect(ServerSideEncryption).toBe('AES256');
  });

  it('knows how long ago a segment was written by the clock of the server alone', async () => {
    const at = place(key());
    await (await open(at)).close('done');
    const hourAhead = { ...at.context.clock, now: () => Date.now() + 3_600_000 };
    const log = await aws.log?.({ ...at.context, clock: hourAhead });
    expect(await log?.age?.(1)).toBeLessThan(60_000);
    expect(await log?.age?.(99)).toBeUndefined();
  });

  it('keeps its promises when it is tried, away from the state', async () => {
    const mine = key();
    const report = await examine(place(mine, { dynamodb_table: TABLE }));
    expect(report.findings.filter(({ verdict }) => verdict !== 'yes')).toEqual([]);
    expect((await timeline(place(mine))).newest).toBe(0);
  });

  describe('over a network that misbehaves', () => {
    /** Strikes the first writes of segments after the given number. */
    const strike = (what: 'fail' | 'lose-answer', times: number): void => {
      let left = times;
      proxy.behave = (method, path) => (method === 'PUT' && path.includes('/segments/') && left-- > 0 ? what : 'pass');
    };

    it('gets over some errors, and over answers that are lost after the write', async () => {
      for (const what of ['fail', 'lose-answer'] as const) {
        const mine = key();
        const session = await open(place(mine, {}, proxy.url));
        strike(what, 2);
        await session.append([put('a')], 'durable');
        await session.append([put('b')], 'durable');
        await session.close('done');
        expect([what, (await readState(place(mine))).snapshot.records.size]).toEqual([what, 2]);
      }
    });

    it('ends a run that cannot write any more, loses nothing that was promised, and the next run goes on', async () => {
      const mine = key();
      const session = await open(place(mine, {}, proxy.url));
      await session.append([put('a')], 'durable');
      strike('fail', 1000);
      expect(await codeOf(session.append([put('b')], 'durable'))).toMatch(/^(esm|log)\//);
      expect(() => session.check()).toThrow();
      await session.close('failed').catch(() => undefined);
      proxy.behave = () => 'pass';
      const next = await open(place(mine)).catch((error: unknown) => error);
      expect(diagnosticsOf(next)?.[0]?.code ?? 'entered').toMatch(/esm\/locked|entered/);
      expect((await readState(place(mine))).snapshot.records.has('test_|-a_|-a_|-')).toBe(true);
    });

    it('does not wait for ever for a store that hangs', async () => {
      const stop = new AbortController();
      const at = place(key(), {}, proxy.url);
      proxy.behave = () => 'hang';
      const opening = codeOf(open({ ...at, context: { ...at.context, signal: stop.signal } }));
      setTimeout(() => stop.abort(), 300);
      expect(await opening).toBe('esm/unreachable');
    });
  });
});
