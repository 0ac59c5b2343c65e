/** SSH keys: Ed25519 pairs in the forms OpenSSH reads. */
import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';

export interface KeyPair {
  /** `ssh-ed25519 AAAA…` */
  readonly public_key: string;
  /** PEM, in OpenSSH's own format. */
  readonly private_key: string;
}

const TYPE = 'ssh-ed25519';
/** PKCS #8 around the 32 bytes of an Ed25519 seed. */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The pair that 32 random bytes make. */
export function keyPairFrom(seed: Uint8Array): KeyPair {
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' });
  const point = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32);
  const blob = Buffer.concat([field(TYPE), field(point)]);
  // Two equal numbers by which a reader sees that it decrypted rightly; nothing is encrypted here.
  const check = createHash('sha256').update(blob).digest().subarray(0, 4);
  const secretPart = Buffer.concat([
    check,
    check,
    field(TYPE),
    field(point),
    field(Buffer.concat([seed, point])),
    field(''),
  ]);
  const padding = Buffer.from(Array.from({ length: (8 - (secretPart.length % 8)) % 8 }, (_, at) => at + 1));
  const body = Buffer.concat([
    Buffer.from('openssh-key-v1\0', 'latin1'),
    field('none'),
    field('none'),
    field(''),
    length(1),
    field(blob),
    field(Buffer.concat([secretPart, padding])),
  ]);
  const lines = body.toString('base64').match(/.{1,70}/g) ?? [];
  return {
    public_key: `${TYPE} ${blob.toString('base64')}`,
    private_key: ['-----BEGIN OPENSSH PRIVATE KEY-----', ...lines, '-----END OPENSSH PRIVATE KEY-----', ''].join('\n'),
  };
}

/** `SHA256:…` as OpenSSH shows it, of the key itself without type and comment; of any other text, of its bytes. */
export function fingerprintOf(publicKey: string): string {
  const [type = '', base64 = ''] = publicKey.trim().split(/\s+/);
  const bytes = /^(ssh|ecdsa|sk)-/.test(type) ? Buffer.from(base64, 'base64') : Buffer.from(publicKey.trim());
  return `SHA256:${createHash('sha256').update(bytes).digest('base64').replace(/=+$/, '')}`;
}

function length(count: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(count);
  return bytes;
}

function field(content: string | Uint8Array): Buffer {
  const bytes = Buffer.from(content as Uint8Array);
  return Buffer.concat([length(bytes.length), bytes]);
}
