/** Zip archives, as far as sources need them: stored and deflated members, no encryption, no parts, no more than 4 GB. */
import { crc32, inflateRawSync } from 'node:zlib';
import { BadArchive, LIMITS, type Limits, type Members, memberName } from './archive.js';

const END = 0x06054b50;
const END_LENGTH = 22;
const DIRECTORY = 0x02014b50;
const DIRECTORY_LENGTH = 46;
const LOCAL = 0x04034b50;
const LOCAL_LENGTH = 30;
const ENCRYPTED = 1;
const STORED = 0;
const DEFLATED = 8;
const UNIX = 3;
/** File type bits of a Unix mode, and their value for a link. */
const TYPE = 0o170000;
const LINK = 0o120000;

export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5);
}

/** The members by name; throws `BadArchive`. */
export function readZip(archive: Uint8Array, limits: Limits = LIMITS): Members {
  const bytes = Buffer.from(archive.buffer, archive.byteOffset, archive.length);
  const end = endOf(bytes);
  const count = bytes.readUInt16LE(end + 10);
  if (count > limits.members) throw new BadArchive(`it has ${count} members, more than ${limits.members}`);
  const members = new Map<string, () => Uint8Array>();
  let at = bytes.readUInt32LE(end + 16);
  for (let index = 0; index < count; index++) {
    const entry = entryAt(bytes, at);
    const name = entry.link ? undefined : memberName(entry.name);
    if (name !== undefined) members.set(name, () => contentOf(bytes, entry, limits));
    at += entry.length;
  }
  return members;
}

interface Entry {
  readonly name: string;
  readonly link: boolean;
  readonly flags: number;
  readonly method: number;
  readonly checksum: number;
  readonly packed: number;
  readonly unpacked: number;
  readonly local: number;
  /** Of this entry in the directory. */
  readonly length: number;
}

/** The end record stands last, before a comment of at most 64 KB. */
function endOf(bytes: Buffer): number {
  for (let at = bytes.length - END_LENGTH; at >= 0 && at >= bytes.length - END_LENGTH - 0xffff; at--) {
    if (bytes.readUInt32LE(at) === END) return at;
  }
  throw new BadArchive('its directory is missing');
}

function entryAt(bytes: Buffer, at: number): Entry {
  if (at + DIRECTORY_LENGTH > bytes.length || bytes.readUInt32LE(at) !== DIRECTORY) {
    throw new BadArchive('its directory is damaged');
  }
  const nameLength = bytes.readUInt16LE(at + 28);
  const madeBy = bytes.readUInt8(at + 5);
  const mode = bytes.readUInt16LE(at + 40);
  return {
    name: bytes.toString('utf8', at + DIRECTORY_LENGTH, at + DIRECTORY_LENGTH + nameLength),
    link: madeBy === UNIX && (mode & TYPE) === LINK,
    flags: bytes.readUInt16LE(at + 8),
    method: bytes.readUInt16LE(at + 10),
    checksum: bytes.readUInt32LE(at + 16),
    packed: bytes.readUInt32LE(at + 20),
    unpacked: bytes.readUInt32LE(at + 24),
    local: bytes.readUInt32LE(at + 42),
    length: DIRECTORY_LENGTH + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32),
  };
}

function contentOf(bytes: Buffer, entry: Entry, limits: Limits): Uint8Array {
  const { name, local, packed, unpacked } = entry;
  if ((entry.flags & ENCRYPTED) !== 0) throw new BadArchive(`${name} is encrypted`);
  if (unpacked > limits.member) throw new BadArchive(`${name} has ${unpacked} bytes, more than ${limits.member}`);
  if (local + LOCAL_LENGTH > bytes.length || bytes.readUInt32LE(local) !== LOCAL) {
    throw new BadArchive(`${name} is not where the directory says`);
  }
  const start = local + LOCAL_LENGTH + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
  if (start + packed > bytes.length) throw new BadArchive(`${name} is cut off`);
  const content = unpack(bytes.subarray(start, start + packed), entry);
  if (content.length !== unpacked || crc32(content) !== entry.checksum) throw new BadArchive(`${name} is damaged`);
  return content;
}

function unpack(packed: Uint8Array, { name, method, unpacked }: Entry): Uint8Array {
  if (method === STORED) return packed;
  if (method !== DEFLATED) throw new BadArchive(`${name} is compressed by method ${method}, which is not known here`);
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, unpacked) });
  } catch {
    throw new BadArchive(`${name} is damaged`);
  }
}
