/** The ways in which credentials files are encrypted. The original knows the same two, and each opens what the other wrote. */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { Clock, Random } from '../kernel/index.js';
import * as fernet from './fernet.js';

export type CryptoMethodName = 'fernet' | 'aesgcm256';

export interface CryptoPorts {
  readonly random: Random;
  readonly clock: Clock;
}

export interface CryptoMethod {
  readonly name: CryptoMethodName;
  /** The text of a new key. */
  newKey(random: Random): string;
  encrypt(plain: Uint8Array, key: Buffer, ports: CryptoPorts): Uint8Array;
  /** `malformed`: it was not encrypted so, or was cut off. `wrong-key`: the key does not fit, or what was encrypted was changed. */
  decrypt(encrypted: Uint8Array, key: Buffer): Uint8Array | 'malformed' | 'wrong-key';
}

const KEY = 32;
const NONCE = 12;
const TAG = 16;

/** The nonce, what is encrypted, and 16 bytes that prove it whole. */
const aesgcm256: CryptoMethod = {
  name: 'aesgcm256',
  newKey: (random) => Buffer.from(random.bytes(KEY)).toString('base64'),
  encrypt(plain, key, { random }) {
    const nonce = random.bytes(NONCE);
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  },
  decrypt(encrypted, key) {
    if (encrypted.length <= NONCE + TAG) return 'malformed';
    const decipher = createDecipheriv('aes-256-gcm', key, encrypted.subarray(0, NONCE), { authTagLength: TAG });
    decipher.setAuthTag(encrypted.subarray(-TAG));
    const opened = decipher.update(encrypted.subarray(NONCE, -TAG));
    try {
      return Buffer.concat([opened, decipher.final()]);
    } catch {
      return 'wrong-key';
    }
  },
};

export const cryptoMethods: Readonly<Record<CryptoMethodName, CryptoMethod>> = {
  fernet: {
    name: 'fernet',
    newKey: fernet.newKey,
    encrypt: (plain, key, ports) => new TextEncoder().encode(fernet.encrypt(plain, key, ports)),
    decrypt: (encrypted, key) => fernet.decrypt(new TextDecoder().decode(encrypted), key),
  },
  aesgcm256,
};

export const cryptoMethodNames = Object.keys(cryptoMethods) as readonly CryptoMethodName[];

/** How bytes look encrypted; undefined for text. Of the second method nothing shows but that its bytes are no text. */
export function methodOf(bytes: Uint8Array): CryptoMethod | undefined {
  const text = textOf(bytes);
  if (text === undefined) return cryptoMethods.aesgcm256;
  return fernet.isToken(text) ? cryptoMethods.fernet : undefined;
}

/** The text that bytes are; undefined when they are none. */
export function textOf(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they tell bytes from text
    return /[\0-\x08\x0e-\x1f]/.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}
