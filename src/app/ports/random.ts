import { randomBytes, randomUUID } from 'node:crypto';
import type { Random } from '../../kernel/index.js';

/** Random values of the operating system's source. */
export function nodeRandom(): Random {
  return {
    bytes: (count) => new Uint8Array(randomBytes(count)),
    uuid: () => randomUUID(),
    fraction: () => randomBytes(6).readUIntBE(0, 6) / 2 ** 48,
  };
}
