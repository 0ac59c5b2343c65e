import type { SourceText } from '../../kernel/index.js';
import type { Context } from './context.js';
import type { Runtime } from './runtime.js';
import type { Writer } from './writer.js';

/** Writes the output of a template; a promise in the asynchronous form. */
export type RootFunction = (runtime: Runtime, context: Context, writer: Writer) => void | Promise<void>;
/** `depth` is the place of this block in its inheritance chain: 0 is the youngest. */
export type BlockFunction = (runtime: Runtime, context: Context, writer: Writer, depth: number) => void | Promise<void>;

export interface Program {
  readonly root: RootFunction;
  readonly blocks: Readonly<Record<string, BlockFunction>>;
}

/** A template ready to run, in both forms; each is made when it is first needed. */
export interface CompiledTemplate {
  readonly name: string;
  readonly source: SourceText;
  /** Free names, to see whether a host object that gives promises may be used. */
  readonly freeNames: ReadonlySet<string>;
  /** For an output that begins at an offset, where its last attribute or operation stands: what a message points at. */
  readonly details: ReadonlyMap<number, number>;
  /** Offsets at which each name is read. */
  readonly mentions: ReadonlyMap<string, readonly number[]>;
  program(asynchronous: boolean): Program;
}
