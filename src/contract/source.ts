/** Sources: where SLS files come from. */
import type { Files, Http, Log, Processes } from '../kernel/index.js';
import { type Marked, mark } from './mark.js';

export interface SourceContext {
  readonly files: Files;
  readonly processes: Processes;
  readonly http: Http;
  readonly log: Log;
  readonly account: Readonly<Record<string, unknown>>;
  readonly cacheDirectory: string;
  readonly signal: AbortSignal;
}

/** One opened source. Paths are relative, POSIX, and never leave the root: such a request is answered like a missing file. */
export interface OpenSource {
  /** The bytes of a file, with the name a person would know it by; undefined when there is none. */
  read(path: string): Promise<{ readonly file: string; readonly bytes: Uint8Array } | undefined>;
}

export interface SourceDefinition {
  readonly ref: string;
  readonly summary: string;
  /** Protocols it serves: `file`, `git+https`. */
  readonly protocols: readonly string[];
  /** `protocol` is the one of `protocols` that the source was named with. */
  open(ctx: SourceContext, location: string, protocol: string): Promise<OpenSource>;
}

export function source(definition: SourceDefinition): SourceDefinition & Marked<'source'> {
  return mark('source', definition);
}
