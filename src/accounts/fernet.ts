/**
 * Fernet tokens: AES-128 in CBC mode, signed with HMAC-SHA-256. A key is 32 bytes, first the signing half, then the encrypting one; key and
 * token are written in base64 for URLs. https://github.com/fernet/spec
 */
import { createCipheriv, createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock, Random } from '../kernel/index.js';

const VERSION = 0x80;
const HALF = 16;
const VECTOR = 16;
const BLOCK = 16;
const SIGNATURE = 32;
/** Version and time before the vector. */
const HEAD = 9;

/** The text of a new key. It does not begin with a dash, so that it is no option on a command line. */
export function newKey(random: Random): string {
  const bytes = Buffer.from(random.bytes(2 * HALF));
  if (textOf(bytes).startsWith('-')) bytes[0] = (bytes[0] as number) ^ 0x80;
  return textOf(bytes);
}

/** The bytes of a key, in either alphabet of base64; undefined when the text is none. */
export function keyBytes(text: string): Buffer | undefined {
  const bytes = bytesOf(text.trim().replaceAll('+', '-').replaceAll('/', '_'));
  return bytes?.length === 2 * HALF ? bytes : undefined;
}

/** Whether a text looks like a token: its first byte is the version, and the next four belong to a time before the year 2106. */
export function isToken(text: string): boolean {
  return text.startsWith('gAAAAA');
}

export function encrypt(
  plain: Uint8Array,
  key: Buffer,
  ports: { readonly random: Random; readonly clock: Clock },
): string {
  const head = Buffer.alloc(HEAD);
  head[0] = VERSION;
  head.writeBigUInt64BE(BigInt(Math.floor(ports.clock.now() / 1000)), 1);
  const vector = ports.random.bytes(VECTOR);
  const cipher = createCipheriv('aes-128-cbc', key.subarray(HALF), vector);
  const signed = Buffer.concat([head, vector, cipher.update(plain), cipher.final()]);
  return textOf(Buffer.concat([signed, sign(signed, key)]));
}

/** `malformed`: it is no token. `wrong-key`: the signature does not fit, because of the key or because the token was changed. */
export function decrypt(token: string, key: Buffer): Uint8Array | 'malformed' | 'wrong-key' {
  const bytes = bytesOf(token.trim());
  if (bytes === undefined || bytes[0] !== VERSION) return 'malformed';
  const encrypted = bytes.length - HEAD - VECTOR - SIGNATURE;
  if (encrypted < BLOCK || encrypted % BLOCK !== 0) return 'malformed';
  const signed = bytes.subarray(0, -SIGNATURE);
  if (!timingSafeEqual(sign(signed, key), bytes.subarray(-SIGNATURE))) return 'wrong-key';
  const decipher = createDecipheriv('aes-128-cbc', key.subarray(HALF), signed.subarray(HEAD, HEAD + VECTOR));
  try {
    return Buffer.concat([decipher.update(signed.subarray(HEAD + VECTOR)), decipher.final()]);
  } catch {
    return 'malformed';
  }
}

function sign(signed: Uint8Array, key: Buffer): Buffer {
  return createHmac('sha256', key.subarray(0, HALF)).update(signed).digest();
}

/** With the padding that other implementations insist on. */
function textOf(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('+', '-').replaceAll('/', '_');
}

function bytesOf(text: string): Buffer | undefined {
  return /^[\w-]+={0,2}$/.test(text) ? Buffer.from(text, 'base64url') : undefined;
}
