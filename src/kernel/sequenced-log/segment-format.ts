/**
 * The bytes of a sequenced log.
 *
 * Segments and snapshots are blocks of one shape; an archive is the concatenation of the blocks of its segments, so it
 * needs no format of its own. Integers are little endian.
 *
 *     0    8  magic
 *     8    2  format version           the first 16 bytes never change their layout, so that
 *    10    2  kind                     an older version can tell "newer" from "damaged"
 *    12    4  CRC-32 of bytes 0..12
 *    16   32  SHA-256 of bytes 48..end: the block's hash
 *    48    8  position
 *    56    8  bytes of frames
 *    64    4  count of frames
 *    68   16  nonce: two writers never produce equal blocks, even from equal frames
 *    84   32  hash of the block before (of the segment a snapshot stands on)
 *   116    4  CRC-32 of bytes 48..116
 *   120       frames: length (4), CRC-32 of the payload (4), payload
 *
 * The hash covers everything; the CRCs only tell where the damage is.
 */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { DiagnosticError } from '../diagnostics.js';
import { LOG_CODES } from './codes.js';

/** Sequence number of the last segment; 0 is the empty log. */
export type Position = number;

export const BLOCK_KIND = { segment: 1, snapshot: 2 } as const;
export type BlockKind = (typeof BLOCK_KIND)[keyof typeof BLOCK_KIND];

/** Hash, as hex, before the first segment. */
export const NO_HASH = '0'.repeat(64);
export const NONCE_BYTES = 16;
export const FORMAT_VERSION = 1;

const MAGIC = Buffer.from('HFLOG\r\n\x1a', 'latin1');
const HASHED_FROM = 48;
const HEADER = 120;
const FRAME_HEADER = 8;

export interface Block {
  readonly position: Position;
  /** Hex of the block before. */
  readonly previous: string;
  /** Hex of this block. */
  readonly hash: string;
  /** Views into the bytes the block was read from; not copies. */
  readonly frames: readonly Uint8Array[];
}

/** Encodes a block. The parts are to be written one after the other. */
export function encodeBlock(
  kind: BlockKind,
  block: Pick<Block, 'position' | 'previous' | 'frames'>,
  nonce: Uint8Array,
): { readonly hash: string; readonly parts: readonly Uint8Array[] } {
  const header = Buffer.alloc(HEADER);
  const parts: Uint8Array[] = [header];
  let length = 0;
  for (const frame of block.frames) {
    const frameHeader = Buffer.allocUnsafe(FRAME_HEADER);
    frameHeader.writeUInt32LE(frame.length, 0);
    frameHeader.writeUInt32LE(crc32(frame), 4);
    parts.push(frameHeader, frame);
    length += FRAME_HEADER + frame.length;
  }
  MAGIC.copy(header, 0);
  header.writeUInt16LE(FORMAT_VERSION, 8);
  header.writeUInt16LE(kind, 10);
  header.writeUInt32LE(crc32(header.subarray(0, 12)), 12);
  header.writeBigUInt64LE(BigInt(block.position), 48);
  header.writeBigUInt64LE(BigInt(length), 56);
  header.writeUInt32LE(block.frames.length, 64);
  header.set(nonce.subarray(0, NONCE_BYTES), 68);
  header.write(block.previous, 84, 'hex');
  header.writeUInt32LE(crc32(header.subarray(HASHED_FROM, 116)), 116);
  const digest = createHash('sha256').update(header.subarray(HASHED_FROM));
  for (const part of parts.slice(1)) digest.update(part);
  const hash = digest.digest('hex');
  header.write(hash, 16, 'hex');
  return { hash, parts };
}

/** Decodes the one block a file holds; whatever is wrong is thrown as `log/corrupt` or `log/newer-format`. */
export function decodeFile(bytes: Uint8Array, file: string, kind: BlockKind, position: Position): Block {
  const { block, end } = decodeBlock(asBuffer(bytes), 0, file, kind);
  if (end !== bytes.length) throw corrupt(file, end, `${bytes.length - end} bytes follow the end of the block`);
  if (block.position !== position) {
    throw corrupt(file, 48, `the block says position ${block.position}, the file name ${position}`);
  }
  return block;
}

/** Decodes concatenated segments: the content of an archive. */
export function decodeArchive(bytes: Uint8Array, file: string): Block[] {
  const buffer = asBuffer(bytes);
  const blocks: Block[] = [];
  for (let at = 0; at < buffer.length; ) {
    const { block, end } = decodeBlock(buffer, at, file, BLOCK_KIND.segment);
    const last = blocks.at(-1);
    if (last !== undefined && (block.position !== last.position + 1 || block.previous !== last.hash)) {
      throw corrupt(file, at, `segment ${block.position} does not follow segment ${last.position}`);
    }
    blocks.push(block);
    at = end;
  }
  return blocks;
}

function decodeBlock(bytes: Buffer, at: number, file: string, kind: BlockKind): { block: Block; end: number } {
  const left = bytes.length - at;
  if (left < 16) throw corrupt(file, bytes.length, `the file ends inside a header, after ${left} bytes of it`);
  checkPrefix(bytes, at, file, kind);
  if (left < HEADER) throw corrupt(file, bytes.length, `the file ends inside a header, after ${left} bytes of it`);
  if (crc32(bytes.subarray(at + HASHED_FROM, at + 116)) !== bytes.readUInt32LE(at + 116)) {
    throw corrupt(file, at + HASHED_FROM, 'the header does not match its checksum');
  }
  const length = Number(bytes.readBigUInt64LE(at + 56));
  const end = at + HEADER + length;
  if (end > bytes.length) {
    throw corrupt(file, bytes.length, `the file ends ${end - bytes.length} bytes before the end of the block`);
  }
  const hash = bytes.toString('hex', at + 16, at + HASHED_FROM);
  const actual = createHash('sha256')
    .update(bytes.subarray(at + HASHED_FROM, end))
    .digest('hex');
  if (actual !== hash) throw damagedFrame(bytes, at, end, file);
  const frames: Uint8Array[] = [];
  for (let offset = at + HEADER; offset < end; ) {
    const start = offset + FRAME_HEADER;
    offset = start + bytes.readUInt32LE(offset);
    frames.push(bytes.subarray(start, offset));
  }
  const position = Number(bytes.readBigUInt64LE(at + 48));
  return { block: { position, previous: bytes.toString('hex', at + 84, at + 116), hash, frames }, end };
}

function checkPrefix(bytes: Buffer, at: number, file: string, kind: BlockKind): void {
  if (!bytes.subarray(at, at + 8).equals(MAGIC)) throw corrupt(file, at, 'this is not the start of a block');
  if (crc32(bytes.subarray(at, at + 12)) !== bytes.readUInt32LE(at + 12)) {
    throw corrupt(file, at + 8, 'format version and kind do not match their checksum');
  }
  const version = bytes.readUInt16LE(at + 8);
  if (version > FORMAT_VERSION) {
    throw new DiagnosticError({
      severity: 'error',
      code: LOG_CODES.code('newer-format'),
      summary: `${file} has format version ${version}; this version knows ${FORMAT_VERSION}`,
      hints: ['Use the version that wrote it, or a later one. Nothing was changed.'],
    });
  }
  const found = bytes.readUInt16LE(at + 10);
  if (found !== kind) throw corrupt(file, at + 10, `kind ${found} stands where ${kind} belongs`);
}

/** Finds the first frame that is wrong, for the message. */
function damagedFrame(bytes: Buffer, at: number, end: number, file: string): DiagnosticError {
  let index = 0;
  for (let offset = at + HEADER; offset < end; index++) {
    const start = offset + FRAME_HEADER;
    const stop = start <= end ? start + bytes.readUInt32LE(offset) : Number.POSITIVE_INFINITY;
    if (stop > end) return corrupt(file, offset, `frame ${index} reaches beyond its block`);
    if (crc32(bytes.subarray(start, stop)) !== bytes.readUInt32LE(offset + 4)) {
      return corrupt(file, offset, `frame ${index} does not match its checksum`);
    }
    offset = stop;
  }
  return corrupt(file, at + 16, 'the block does not match its hash');
}

/** A `log/corrupt` error naming file and byte offset. */
export function corrupt(file: string, offset: number, what: string): DiagnosticError {
  return new DiagnosticError({
    severity: 'error',
    code: LOG_CODES.code('corrupt'),
    summary: `${file} is damaged at byte ${offset}: ${what}`,
    hints: ['Restore this file from a backup. Nothing was changed.'],
    about: file,
  });
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
