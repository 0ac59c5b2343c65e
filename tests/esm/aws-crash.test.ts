/** Runs that keep their state in a bucket, killed on one machine and made whole from another home. */
import { spawn } from 'node:child_process';
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CopyObjectCommand, CreateBucketCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtInCloud } from '../../src/clouds/index.js';
import { readState } from '../../src/esm/index.js';
import { nodeLogFiles } from '../../src/kernel/index.js';
import aws from '../../src/plugins/esm/aws.js';
import { fakePorts } from '../../src/testing/index.js';
import { scratchCommand } from '../cli/command.js';
import { crashTree } from '../crash/tree.js';
import { namesOf, problemsBetween, thingsOf } from '../crash/verdict.js';
import { type Moto, motoMissing, startMoto } from './moto.js';

const missing = motoMissing();
if (missing !== undefined) {
  if (process.env['CI'] === 'true') throw new Error(missing);
  console.warn(`skipped: runs on the store aws that are killed. ${missing}`);
}

const DEATHS = 8;
const BUCKET = 'states';
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const repository = fileURLToPath(new URL('../..', import.meta.url));
const wrapper = join(repository, 'tests/crash/killed-command.mjs');

describe.skipIf(missing !== undefined)('a run on the store aws that is killed', () => {
  const holdfast = scratchCommand();
  let moto: Moto;
  let s3: S3Client;
  beforeAll(async () => {
    moto = await startMoto();
    s3 = new S3Client({ region: 'us-east-1', endpoint: moto.url, credentials, forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
    symlinkSync(join(repository, 'node_modules'), join(dirname(holdfast.main), 'node_modules'));
  }, 60_000);
  afterAll(() => moto?.stop());

  const account = (key: string) => ({
    aws_access_key_id: 'test',
    aws_secret_access_key: 'test',
    region_name: 'us-east-1',
    endpoint_url: moto.url,
    esm: { bucket: BUCKET, key },
  });

  function run(
    root: string,
    key: string,
    tree: string,
    env: Readonly<Record<string, string>> = {},
  ): Promise<{ code: number | null; text: string }> {
    const file = join(holdfast.directory, `${key}.acct.yaml`);
    writeFileSync(file, JSON.stringify({ aws: { default: account(key) } }));
    return new Promise((done, failed) => {
      const child = spawn(
        process.execPath,
        [wrapper, 'state', tree, '--yes', '--output', 'summary', '--esm-plugin', 'aws'],
        {
          cwd: holdfast.directory,
          env: { ...holdfast.env, ACCT_FILE: file, HOLDFAST_ROOT: root, MAIN: holdfast.main, ...env },
          stdio: ['ignore', 'pipe', 'pipe'],
        },
      );
      let text = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
      }
      child.on('error', failed);
      child.on('close', (code) => done({ code, text }));
    });
  }

  /** A new home that shares only the cloud with another: nothing of its state. */
  function anotherHome(from: string, name: string): string {
    const home = join(holdfast.directory, name);
    cpSync(join(from, 'var/lib/holdfast/mock'), join(home, 'var/lib/holdfast/mock'), { recursive: true });
    return home;
  }

  async function copyState(from: string, to: string): Promise<void> {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: from }));
    for (const { Key = '' } of Contents) {
      await s3.send(
        new CopyObjectCommand({ Bucket: BUCKET, CopySource: `${BUCKET}/${Key}`, Key: Key.replace(from, to) }),
      );
    }
  }

  const cloudIn = (root: string) =>
    builtInCloud(
      { ...fakePorts(), account: {}, directory: join(root, 'var/lib/holdfast/mock') },
      { files: nodeLogFiles() },
    );

  it('is made whole from another home', async () => {
    const tree = crashTree(0.3);
    holdfast.files({ 'before.sls': tree.before, 'after.sls': tree.after });
    const start = join(holdfast.directory, 'start');
    expect(await run(start, 'start', 'before.sls')).toMatchObject({ code: 0 });
    const whole = anotherHome(start, 'whole');
    await copyState('start', 'whole');
    const counted = join(holdfast.directory, 'count');
    expect(await run(whole, 'whole', 'after.sls', { KILL_COUNT: counted })).toMatchObject({ code: 0 });
    const wanted = namesOf(await thingsOf(cloudIn(whole)));
    const steps = Number(readFileSync(counted, 'utf8'));
    const problems: string[] = [];
    const one = async (death: number): Promise<void> => {
      const key = `death${death}-state`;
      await copyState('start', key);
      const home = anotherHome(start, `home${death}`);
      const killAt = Math.floor(((death + 0.5) * steps) / DEATHS);
      await run(home, key, 'after.sls', { KILL_AT: String(killAt) });
      const other = anotherHome(home, `other${death}`);
      const next = await run(other, key, 'after.sls');
      const context = {
        ...fakePorts(),
        runName: 'cli',
        directory: '',
        account: account(key),
        signal: new AbortController().signal,
      };
      const { snapshot } = await readState({ store: aws, context });
      const things = await thingsOf(cloudIn(other));
      const wrong = [
        ...(next.code === 0 ? [] : [`ended with ${next.code}: ${next.text}`]),
        ...(await problemsBetween(snapshot, things)),
        ...(namesOf(things).join() === wanted.join() ? [] : ['the world differs']),
      ];
      problems.push(...wrong.map((what) => `killed at ${killAt}: ${what}`));
    };
    await Promise.all(Array.from({ length: DEATHS }, (_, death) => one(death)));
    expect(problems).toEqual([]);
  }, 180_000);
});
