/** The files of a sequenced log as objects of a bucket. Conditional writes (`If-None-Match: *`) make the exclusive link. */
import type * as S3 from '@aws-sdk/client-s3';
import type { Clock, LogFiles, Random } from '../../kernel/index.js';
import { awsError, nameOf, statusOf } from './aws-errors.js';
import { withPatience } from './with-patience.js';

export interface BucketPlace {
  readonly client: S3.S3Client;
  readonly sdk: typeof S3;
  readonly bucket: string;
  /** Server-side encryption of what is written; undefined leaves it to the bucket. */
  readonly encryption: 'AES256' | 'aws:kms' | undefined;
  /** Milliseconds that an exchange may take, the client's own repetitions included. */
  readonly patience: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly signal: AbortSignal;
}

/** Another conditional write to the same key is under way: the answer is known a moment later. */
const CONFLICTS = 8;

/** Reading, writing and removing objects. Throws `ProviderError`s that name the bucket. */
export class Bucket {
  readonly #place: BucketPlace;

  constructor(place: BucketPlace) {
    this.#place = place;
  }

  async read(key: string): Promise<Uint8Array | undefined> {
    const { client, sdk, bucket } = this.#place;
    try {
      const command = new sdk.GetObjectCommand({ Bucket: bucket, Key: key });
      return await this.#exchange(async (options) => {
        const { Body } = await client.send(command, options);
        return await Body?.transformToByteArray();
      });
    } catch (error) {
      if (nameOf(error) === 'NoSuchKey') return undefined;
      throw this.#told(error);
    }
  }

  async write(key: string, body: Uint8Array, contentType?: string): Promise<void> {
    await this.#telling(() => this.#put(key, body, contentType === undefined ? {} : { ContentType: contentType }));
  }

  /** False when there is such an object already. */
  async writeNew(key: string, body: Uint8Array): Promise<boolean> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#put(key, body, { IfNoneMatch: '*' });
        return true;
      } catch (error) {
        if (statusOf(error) === 412) return false;
        if (statusOf(error) !== 409 || attempt === CONFLICTS) throw this.#told(error);
        await this.#place.clock.sleep(50 * attempt, this.#place.signal);
      }
    }
  }

  async #put(
    key: string,
    body: Uint8Array,
    more: { readonly IfNoneMatch?: string; readonly ContentType?: string },
  ): Promise<void> {
    const { client, sdk, bucket, encryption } = this.#place;
    const sealed = encryption === undefined ? {} : { ServerSideEncryption: encryption };
    const command = new sdk.PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ...sealed, ...more });
    await this.#exchange((options) => client.send(command, options));
  }

  async remove(key: string): Promise<void> {
    const { client, sdk, bucket } = this.#place;
    const command = new sdk.DeleteObjectCommand({ Bucket: bucket, Key: key });
    await this.#telling(() => this.#exchange((options) => client.send(command, options)));
  }

  /** Names directly below a prefix that ends in a slash. */
  async list(prefix: string): Promise<string[]> {
    const { client, sdk, bucket } = this.#place;
    const names: string[] = [];
    for (let token: string | undefined, more = true; more; ) {
      const command = new sdk.ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix,
        Delimiter: '/',
        ContinuationToken: token,
      });
      const page = await this.#telling(() => this.#exchange((options) => client.send(command, options)));
      for (const { Key } of page.Contents ?? []) if (Key !== undefined) names.push(Key.slice(prefix.length));
      token = page.NextContinuationToken;
      more = token !== undefined;
    }
    return names;
  }

  async status(key: string): Promise<{ size: number; modified: number } | undefined> {
    const { head } = await this.#head(key);
    return head && { size: head.ContentLength ?? 0, modified: head.LastModified?.getTime() ?? 0 };
  }

  /** Milliseconds since an object was written, by the clock of the server; both of its times are whole seconds. */
  async age(key: string): Promise<number | undefined> {
    const { head, date } = await this.#head(key);
    const age = Date.parse(date ?? '') - (head?.LastModified?.getTime() ?? Number.NaN);
    return Number.isNaN(age) ? undefined : Math.max(0, age - 1000);
  }

  /** What is known of an object, if there is one, and when the server says it is. */
  async #head(key: string): Promise<{ head?: S3.HeadObjectCommandOutput; date?: string }> {
    const { client, sdk, bucket } = this.#place;
    const command = new sdk.HeadObjectCommand({ Bucket: bucket, Key: key });
    let date: string | undefined;
    command.middlewareStack.add(
      (next) => async (args) => {
        const answer = await next(args);
        const { headers } = answer.response as { readonly headers?: Readonly<Record<string, string>> };
        date = headers?.['date'];
        return answer;
      },
      { step: 'deserialize', name: 'holdfastServerDate' },
    );
    try {
      const head = await this.#exchange((options) => client.send(command, options));
      return { head, ...(date === undefined ? {} : { date }) };
    } catch (error) {
      if (statusOf(error) === 404) return {};
      throw this.#told(error);
    }
  }

  #exchange<Value>(exchange: (options: { readonly abortSignal: AbortSignal }) => Promise<Value>): Promise<Value> {
    return withPatience(this.#place, exchange);
  }

  async #telling<Value>(act: () => Promise<Value>): Promise<Value> {
    try {
      return await act();
    } catch (error) {
      throw this.#told(error);
    }
  }

  #told(error: unknown): Error {
    const { bucket: name, patience, signal } = this.#place;
    return awsError(error, { kind: 'bucket', name, patience, signal });
  }
}

/** Temporary files never leave the process: they become objects with the name they are given. */
export function s3LogFiles(bucket: Bucket, random: Random): LogFiles {
  const temporary = new Map<string, Uint8Array>();
  const known = new Set<string>();
  const take = (path: string): Uint8Array => {
    const bytes = temporary.get(path);
    if (bytes === undefined) throw new Error(`${path} was not written here`);
    return bytes;
  };
  return {
    makeFolder: async () => false,
    list: (folder) => bucket.list(`${folder}/`),
    read: async (path) => temporary.get(path) ?? (await bucket.read(path)),
    write: async (path, parts) => {
      temporary.set(path, Buffer.concat(parts));
      known.add(path);
    },
    link: async (from, to) => ((await bucket.writeNew(to, take(from))) ? 'done' : 'exists'),
    replace: async (from, to) => {
      await bucket.write(to, take(from));
      temporary.delete(from);
    },
    renameFolder: async () => 'exists',
    remove: async (path) => {
      temporary.delete(path);
      if (!known.delete(path)) await bucket.remove(path);
    },
    syncFolder: async () => {},
    status: (path) => bucket.status(path),
    age: (path) => bucket.age(path),
    nonce: (bytes) => random.bytes(bytes),
  };
}
