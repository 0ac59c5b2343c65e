/**
 * Secrets at rest. A secret becomes a keyed digest, which shows that it changed and nothing else; one that is needed again (`kept`) is
 * sealed as well, with AES-256-GCM. Both say which key they were made with, so that a wrong key is never taken for a changed secret.
 */
import { createCipheriv, createDecipheriv, createHash, createHmac } from 'node:crypto';
import { DiagnosticError, isKept, keptSecret, reveal, type Secret, secretDigest } from '../kernel/index.js';
import { ESM_CODES } from './codes.js';

const SECRET = '__secret__';
const SEALED = '__sealed__';

/** What stands in a record where a secret stood. */
export interface SecretMarker {
  /** `hmac-sha256:`, the id of the key and a colon unless it is the state's own salt, and hex. */
  readonly [SECRET]: string;
  /** Of a kept secret: `aes-256-gcm:`, the id of the key, a colon, and base64 of nonce, text and tag. */
  readonly [SEALED]?: string;
}

export function isSecretMarker(value: unknown): value is SecretMarker {
  return typeof value === 'object' && value !== null && typeof (value as Partial<SecretMarker>)[SECRET] === 'string';
}

export function isSealedMarker(value: unknown): value is SecretMarker & { readonly [SEALED]: string } {
  return isSecretMarker(value) && typeof value[SEALED] === 'string';
}

/** The keys of a state: the one that is used, and earlier ones that still open what they closed. 32 bytes each. */
export interface StateKeys {
  readonly current: Uint8Array | undefined;
  readonly earlier: readonly Uint8Array[];
  /** Without a key no secret may be kept at all: the store is shared. */
  readonly demanded?: boolean;
}

export const NO_KEYS: StateKeys = { current: undefined, earlier: [] };

/** Tells keys apart, and nothing else of them. */
export function keyId(key: Uint8Array): string {
  return createHash('sha256').update('holdfast/esm/key-id').update(key).digest('hex').slice(0, 12);
}

interface Pair {
  readonly id: string;
  readonly digest: Uint8Array;
  readonly seal: Uint8Array;
}

function pairOf(key: Uint8Array): Pair {
  const derive = (purpose: string): Uint8Array => createHmac('sha256', key).update(`holdfast/esm/${purpose}`).digest();
  return { id: keyId(key), digest: derive('digest'), seal: derive('seal') };
}

const NONCE = 12;
const TAG = 16;

export class SecretKeys {
  readonly #current: Pair | undefined;
  readonly #all: readonly Pair[];
  readonly #salt: Uint8Array;
  readonly #demanded: boolean;

  /** `salt`: of the state, for digests where no key is given; it does not protect short secrets from guessing. */
  constructor(keys: StateKeys, salt: Uint8Array) {
    this.#current = keys.current === undefined ? undefined : pairOf(keys.current);
    this.#all = [keys.current, ...keys.earlier].filter((key) => key !== undefined).map(pairOf);
    this.#salt = salt;
    this.#demanded = keys.demanded === true;
  }

  /** Of the key that is used; undefined without one. */
  get currentId(): string | undefined {
    return this.#current?.id;
  }

  knows(id: string): boolean {
    return this.#all.some((pair) => pair.id === id);
  }

  /** With the marker that a record has in its place: that marker, when it is of the same value under whatever key. */
  marker(value: Secret, like?: unknown): SecretMarker {
    if (isSecretMarker(like) && this.#matches(value, like[SECRET])) return like;
    const pair = this.#current;
    if (pair === undefined && this.#demanded) throw needsKey();
    if (pair === undefined) return { [SECRET]: `hmac-sha256:${secretDigest(value, this.#salt)}` };
    const digest = `hmac-sha256:${pair.id}:${secretDigest(value, pair.digest)}`;
    return isKept(value) ? { [SECRET]: digest, [SEALED]: seal(value, pair) } : { [SECRET]: digest };
  }

  #matches(value: Secret, digest: string): boolean {
    const parts = digest.split(':');
    if (parts.length === 2) return parts[1] === secretDigest(value, this.#salt);
    const pair = this.#all.find(({ id }) => id === parts[1]);
    return pair !== undefined && parts[2] === secretDigest(value, pair.digest);
  }

  /** The value in a sealed marker. Throws `esm/wrong-key` when its key is not there, `esm/corrupt` when it was changed. */
  open(marker: SecretMarker & { readonly [SEALED]: string }): Secret {
    const [, id = '', text = ''] = marker[SEALED].split(':');
    const pair = this.#all.find((one) => one.id === id);
    if (pair === undefined) throw wrongKey(id, this.currentId);
    const bytes = Buffer.from(text, 'base64');
    try {
      const decipher = createDecipheriv('aes-256-gcm', pair.seal, bytes.subarray(0, NONCE));
      decipher.setAuthTag(bytes.subarray(-TAG));
      const plain = Buffer.concat([decipher.update(bytes.subarray(NONCE, -TAG)), decipher.final()]);
      return keptSecret(JSON.parse(plain.toString()) as unknown);
    } catch (error) {
      throw new DiagnosticError(
        {
          severity: 'error',
          code: ESM_CODES.code('corrupt'),
          summary: 'A sealed value of the enforced state was changed',
          hints: ['Restore the store from a backup. Nothing was changed.'],
        },
        { cause: error },
      );
    }
  }
}

/** The nonce follows from key and value, so that equal values look equal at rest and writing one again changes nothing. */
function seal(value: Secret, pair: Pair): string {
  const plain = Buffer.from(JSON.stringify(reveal(value)));
  const nonce = createHmac('sha256', pair.seal).update('nonce').update(plain).digest().subarray(0, NONCE);
  const cipher = createCipheriv('aes-256-gcm', pair.seal, nonce);
  const bytes = Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  return `aes-256-gcm:${pair.id}:${bytes.toString('base64')}`;
}

function needsKey(): DiagnosticError {
  return new DiagnosticError({
    severity: 'error',
    code: ESM_CODES.code('needs-key'),
    summary: 'A secret would have to be kept in a shared store, and no key is given',
    detail: 'Without a key its digest could be guessed by everybody who reads the store. Nothing was done.',
    hints: [
      'make one: openssl rand -base64 32 | tr +/ -_',
      'give it to everybody who runs with this state: esm_key or HOLDFAST_ESM_KEY, as env:NAME, file:PATH or command:WORDS',
    ],
  });
}

/** The state was written with a key that is not at hand. */
export function wrongKey(wanted: string, given: string | undefined): DiagnosticError {
  return new DiagnosticError({
    severity: 'error',
    code: ESM_CODES.code('wrong-key'),
    summary:
      given === undefined
        ? 'The enforced state has a key, and none is given'
        : 'The enforced state was written with another key',
    detail: `It needs the key ${wanted}${given === undefined ? '' : `; the one given is ${given}`}. Nothing was written, and no secret was compared.`,
    hints: [
      'give the key with esm_key or HOLDFAST_ESM_KEY: the key itself, env:NAME, file:PATH or command:WORDS',
      'after a rotation, the old one as esm_key_before',
    ],
  });
}
