/** Cutting the text of an SLS file into blocks at the lines that begin with `#!`. */
import { didYouMean } from '../kernel/index.js';

/** A run of lines of the file. */
interface Segment {
  /** Offset in the block's text. */
  readonly at: number;
  /** Offset in the file. */
  readonly from: number;
}

export interface Block {
  readonly text: string;
  /** Renderers in order; undefined for the run's default pipe. */
  readonly pipe: string | undefined;
  /** IDs that must have run before it is rendered; empty: at once. */
  readonly requires: readonly string[];
  /** Offset of its marker in the file, 0 for what stands before the first. */
  readonly at: number;
  /** Offset in the file of an offset in the block; the same number for a file without markers. */
  fileOffset(offset: number): number;
  readonly whole: boolean;
}

export interface BlockProblem {
  readonly summary: string;
  readonly offset: number;
  readonly length: number;
  readonly hints: readonly (string | undefined)[];
}

interface OpenBlock {
  readonly pipe: string | undefined;
  readonly requires: readonly string[];
  readonly at: number;
  text: string;
  readonly segments: Segment[];
}

/**
 * Every non-empty block, in the order of their markers. A marker opens a block inside of the one it stands in, `#!END` closes it; what is
 * open at the end of the file ends there. A block without a pipe has that of the block around it; conditions are each block's own.
 */
export function cutBlocks(file: string): {
  readonly blocks: readonly Block[];
  readonly problems: readonly BlockProblem[];
} {
  if (!/^#!/m.test(file)) return { blocks: file.trim() === '' ? [] : [wholeFile(file)], problems: [] };
  const problems: BlockProblem[] = [];
  const all: OpenBlock[] = [{ pipe: undefined, requires: [], at: 0, text: '', segments: [] }];
  const open: OpenBlock[] = [...all];
  for (let at = 0; at < file.length; ) {
    const newline = file.indexOf('\n', at);
    const end = newline === -1 ? file.length : newline + 1;
    const current = open.at(-1) as OpenBlock;
    if (file.startsWith('#!', at)) readMarker(file.slice(at, end).trimEnd(), at, current, open, all, problems);
    else addLine(current, file.slice(at, end), at);
    at = end;
  }
  return { blocks: all.filter(({ text }) => text.trim() !== '').map(closed), problems };
}

function wholeFile(text: string): Block {
  return { text, pipe: undefined, requires: [], at: 0, whole: true, fileOffset: (offset) => offset };
}

/** A file that is a module: it holds no markers, and has a renderer of its own. */
export function codeBlock(text: string): Block {
  return { ...wholeFile(text), pipe: 'typescript' };
}

function addLine(block: OpenBlock, line: string, at: number): void {
  const last = block.segments.at(-1);
  const follows = last !== undefined && last.from + block.text.length - last.at === at;
  if (!follows) block.segments.push({ at: block.text.length, from: at });
  block.text += line;
}

function closed({ pipe, requires, at, text, segments }: OpenBlock): Block {
  const fileOffset = (offset: number): number => {
    const segment = segments.findLast((one) => one.at <= offset);
    return segment === undefined ? at : segment.from + offset - segment.at;
  };
  return { text, pipe, requires, at, whole: false, fileOffset };
}

function readMarker(
  line: string,
  at: number,
  current: OpenBlock,
  open: OpenBlock[],
  all: OpenBlock[],
  problems: BlockProblem[],
): void {
  const body = line.slice(2).trim();
  const wrong = (summary: string, ...hints: (string | undefined)[]): void => {
    problems.push({ summary, offset: at, length: line.length, hints });
  };
  if (body === 'END') {
    if (open.length > 1) open.pop();
    else wrong('#!END closes nothing: no block is open here');
    return;
  }
  let pipe = current.pipe;
  const requires: string[] = [];
  for (const part of body.split(';').map((one) => one.trim())) {
    const colon = part.indexOf(':');
    if (colon === -1) {
      if (part === '')
        wrong('a block marker holds neither a pipe nor a condition', 'a comment begins with # and a blank');
      else pipe = part;
      continue;
    }
    const key = part.slice(0, colon).trim();
    const value = part.slice(colon + 1).trim();
    if (key !== 'require')
      wrong(`there is no block condition '${key}'`, didYouMean(key, ['require']), 'write #!require:ID');
    else if (value === '') wrong('a block condition names no ID', 'write #!require:ID');
    else requires.push(value);
  }
  const block: OpenBlock = { pipe, requires, at, text: '', segments: [] };
  all.push(block);
  open.push(block);
}
