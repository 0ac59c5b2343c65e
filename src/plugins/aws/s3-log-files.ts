/** The files of a sequenced log as objects of a bucket. Conditional writes (`If-None-Match: *`) make the exclusive link. */
import type * as S3 from '@aws-sdk/client-s3';
import type { Clock, LogFiles, Random } from '../../kernel/index.js';

export interface BucketPlace {
  readonly client: S3.S3Client;
  readonly sdk: typeof S3;
  readonly bucket: string;
  /** Server-side encryption of what is written; undefined leaves it to the bucket. */
  readonly encryption: 'AES256' | 'aws:kms' | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly signal: AbortSignal;
}

/** A single exchange may take this long (ms), the client's own repetitions included. */
const PATIENCE_MS = 30_000;
/** Another conditional write to the same key is under way: the answer is known a moment later. */
const CONFLICTS = 8;

/** Reading, writing and removing objects. Errors are the SDK's. */
export class Bucket {
  readonly #place: BucketPlace;

  constructor(place: BucketPlace) {
    this.#place = place;
  }

  async read(key: string): Promise<Uint8Array | undefined> {
    const { client, sdk, bucket } = this.#place;
    try {
      const { Body } = await client.send(new sdk.GetObjectCommand({ Bucket: bucket, Key: key }), this.#options());
      return await Body?.transformToByteArray();
    } catch (error) {
      if (nameOf(error) === 'NoSuchKey') return undefined;
      throw error;
    }
  }

  async write(key: string, body: Uint8Array, contentType?: string): Promise<void> {
    await this.#put(key, body, contentType === undefined ? {} : { ContentType: contentType });
  }

  /** False when there is such an object already. */
  async writeNew(key: string, body: Uint8Array): Promise<boolean> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#put(key, body, { IfNoneMatch: '*' });
        return true;
      } catch (error) {
        if (statusOf(error) === 412) return false;
        if (statusOf(error) !== 409 || attempt === CONFLICTS) throw error;
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
    await client.send(
      new sdk.PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ...sealed, ...more }),
      this.#options(),
    );
  }

  async remove(key: string): Promise<void> {
    const { client, sdk, bucket } = this.#place;
    await client.send(new sdk.DeleteObjectCommand({ Bucket: bucket, Key: key }), this.#options());
  }

  /** Names directly below a prefix that ends in a slash. */
  async list(prefix: string): Promise<string[]> {
    const { client, sdk, bucket } = this.#place;
    const names: string[] = [];
    for (let token: string | undefined, more = true; more; ) {
      const page = await client.send(
        new sdk.ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, Delimiter: '/', ContinuationToken: token }),
        this.#options(),
      );
      for (const { Key } of page.Contents ?? []) if (Key !== undefined) names.push(Key.slice(prefix.length));
      token = page.NextContinuationToken;
      more = token !== undefined;
    }
    return names;
  }

  async status(key: string): Promise<{ size: number; modified: number } | undefined> {
    const { client, sdk, bucket } = this.#place;
    try {
      const { ContentLength = 0, LastModified } = await client.send(
        new sdk.HeadObjectCommand({ Bucket: bucket, Key: key }),
        this.#options(),
      );
      return { size: ContentLength, modified: LastModified?.getTime() ?? 0 };
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw error;
    }
  }

  #options(): { abortSignal: AbortSignal } {
    return { abortSignal: AbortSignal.any([this.#place.signal, AbortSignal.timeout(PATIENCE_MS)]) };
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
    nonce: (bytes) => random.bytes(bytes),
  };
}

export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

export function statusOf(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } } | null)?.$metadata?.httpStatusCode;
}
