/** Tar archives: the POSIX form with its extended headers, and GNU's long names; plain or compressed with gzip. */
import { gunzipSync } from 'node:zlib';
import { BadArchive, LIMITS, type Limits, type Members, memberName } from './archive.js';

const BLOCK = 512;
const MAGIC_AT = 257;
const CHECKSUM_AT = 148;
const CHECKSUM_LENGTH = 8;
const BLANK = 32;

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

export function isTar(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(MAGIC_AT, MAGIC_AT + 5)).toString('latin1') === 'ustar';
}

/** The regular files by name; throws `BadArchive`. Links, devices and folders are left out. */
export function readTar(archive: Uint8Array, limits: Limits = LIMITS): Members {
  const bytes = isGzip(archive)
    ? gunzip(archive, limits)
    : Buffer.from(archive.buffer, archive.byteOffset, archive.length);
  const members = new Map<string, () => Uint8Array>();
  /** Name and size that an extended header gives to the next member. */
  let extended: { readonly name?: string; readonly size?: number } = {};
  let at = 0;
  for (let count = 0; at + BLOCK <= bytes.length && bytes[at] !== 0; count++) {
    if (count > limits.members) throw new BadArchive(`it has more than ${limits.members} members`);
    const header = headerAt(bytes, at);
    const size = extended.size ?? header.size;
    const start = at + BLOCK;
    if (start + size > bytes.length) throw new BadArchive(`${header.name} is cut off`);
    const content = bytes.subarray(start, start + size);
    if (header.type === 'x') extended = { ...extended, ...paxOf(content) };
    else if (header.type === 'L') extended = { ...extended, name: textOf(content) };
    else {
      const name = header.type === '0' || header.type === '\0' ? memberName(extended.name ?? header.name) : undefined;
      if (name !== undefined) members.set(name, () => bounded(name, content, limits));
      if (header.type !== 'g' && header.type !== 'K') extended = {};
    }
    at = start + Math.ceil(size / BLOCK) * BLOCK;
  }
  return members;
}

function bounded(name: string, content: Uint8Array, limits: Limits): Uint8Array {
  if (content.length <= limits.member) return content;
  throw new BadArchive(`${name} has ${content.length} bytes, more than ${limits.member}`);
}

function gunzip(archive: Uint8Array, limits: Limits): Buffer {
  try {
    return gunzipSync(archive, { maxOutputLength: limits.unpacked });
  } catch (error) {
    const large = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw new BadArchive(large ? `it unpacks to more than ${limits.unpacked} bytes` : 'its compression is damaged');
  }
}

interface Header {
  readonly name: string;
  readonly size: number;
  readonly type: string;
}

function headerAt(bytes: Buffer, at: number): Header {
  const header = bytes.subarray(at, at + BLOCK);
  if (numberOf(header, CHECKSUM_AT, CHECKSUM_LENGTH) !== checksumOf(header)) {
    throw new BadArchive(`it is no tar archive, or damaged at byte ${at}`);
  }
  const name = textOf(header.subarray(0, 100));
  const prefix = isTar(header) && header[MAGIC_AT + 5] === 0 ? textOf(header.subarray(345, 500)) : '';
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    size: numberOf(header, 124, 12),
    type: String.fromCharCode(header[156] as number),
  };
}

/** The checksum field counts as blanks. */
function checksumOf(header: Buffer): number {
  let sum = 0;
  for (const [index, byte] of header.entries()) {
    sum += index >= CHECKSUM_AT && index < CHECKSUM_AT + CHECKSUM_LENGTH ? BLANK : byte;
  }
  return sum;
}

/** Octal text; sizes beyond 8 GB, which are written otherwise, are beyond every limit. */
function numberOf(header: Buffer, at: number, length: number): number {
  const text = textOf(header.subarray(at, at + length)).trim();
  if (!/^[0-7]*$/.test(text)) throw new BadArchive('a header is damaged');
  return text === '' ? 0 : Number.parseInt(text, 8);
}

function textOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return Buffer.from(end < 0 ? bytes : bytes.subarray(0, end)).toString('utf8');
}

/** Records `LENGTH KEY=VALUE\n`, the length in bytes and counting itself. */
function paxOf(content: Buffer): { readonly name?: string; readonly size?: number } {
  const found: { name?: string; size?: number } = {};
  for (let at = 0; at < content.length; ) {
    const blank = content.indexOf(BLANK, at);
    const length = blank < 0 ? Number.NaN : Number(content.toString('latin1', at, blank));
    if (!Number.isInteger(length) || length <= 0 || at + length > content.length) {
      throw new BadArchive('an extended header is damaged');
    }
    const record = content.toString('utf8', blank + 1, at + length - 1);
    const [key, value] = [record.slice(0, record.indexOf('=')), record.slice(record.indexOf('=') + 1)];
    if (key === 'path') found.name = value;
    if (key === 'size' && /^\d+$/.test(value)) found.size = Number(value);
    at += length;
  }
  return found;
}
