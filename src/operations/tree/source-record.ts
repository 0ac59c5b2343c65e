/**
 * What was read of a tree, so that it can be rendered again exactly as it was, also where the tree is not to be had: for the blocks of a plan
 * that are rendered when their turn comes.
 */
import type { OpenSource } from '../../contract/index.js';
import type { CompileOptions, NamedSource } from '../../sls/index.js';

type Entry = CompileOptions['entries'][number];

export interface RecordedFile {
  /** Number of its source. */
  readonly source: number;
  /** In the source. */
  readonly path: string;
  /** As a person knows it. */
  readonly file: string;
  readonly text: string;
}

/** Where files were looked for, and which were found. */
export interface TreeRecord {
  /** Of SLS files and then of params, in the order in which they are searched. */
  readonly labels: readonly string[];
  /** How many of the sources are those of SLS files. */
  readonly slsSources: number;
  readonly entries: readonly { readonly ref: string; readonly source?: number; readonly path?: string }[];
  readonly render: string;
  readonly files: readonly RecordedFile[];
}

interface Opened {
  readonly entries: readonly Entry[];
  readonly sources: readonly NamedSource[];
  readonly paramSources: readonly NamedSource[];
}

/** Looks on while a tree is read. One for each tree. */
export class SourceRecord {
  readonly #labels: string[] = [];
  readonly #files = new Map<string, RecordedFile>();
  readonly #rendered = new Map<string, number>();
  #slsSources = 0;
  #entries: TreeRecord['entries'] = [];
  #params: Readonly<Record<string, unknown>> = {};

  /** The same, looked on. `params` are those that the tree is rendered with. */
  of({ entries, sources, paramSources }: Opened, params: Readonly<Record<string, unknown>>): Opened {
    const watched = new Map<NamedSource, NamedSource>();
    const watch = (source: NamedSource): NamedSource => {
      const known = watched.get(source) ?? this.#watch(source);
      watched.set(source, known);
      return known;
    };
    const slsSources = sources.map(watch);
    this.#slsSources = slsSources.length;
    this.#params = params;
    const own = (source: NamedSource): number => this.#labels.indexOf(source.label);
    this.#entries = entries.map(({ ref, exact }) =>
      exact === undefined ? { ref } : { ref, source: own(watch(exact.source)), path: exact.path },
    );
    return {
      entries: entries.map((entry) =>
        entry.exact === undefined ? entry : { ...entry, exact: { ...entry.exact, source: watch(entry.exact.source) } },
      ),
      sources: slsSources,
      paramSources: paramSources.map(watch),
    };
  }

  #watch({ label, source }: NamedSource): NamedSource {
    const number = this.#labels.push(label) - 1;
    const read: OpenSource['read'] = async (path) => {
      const found = await source.read(path);
      if (found === undefined) return undefined;
      const text = new TextDecoder().decode(found.bytes);
      this.#files.set(`${number} ${path}`, { source: number, path, file: found.file, text });
      return found;
    };
    return { label, source: { read } };
  }

  /** To be told of each file, or block of one, that was rendered. */
  readonly rendered = (sls: string): void => {
    this.#rendered.set(sls, (this.#rendered.get(sls) ?? 0) + 1);
  };

  /** How many blocks of each file were rendered up to now, by SLS ref. */
  renderedNow(): ReadonlyMap<string, number> {
    return new Map(this.#rendered);
  }

  get params(): Readonly<Record<string, unknown>> {
    return this.#params;
  }

  /** What was read up to now. */
  tree(render: string): TreeRecord {
    return {
      labels: this.#labels,
      slsSources: this.#slsSources,
      entries: this.#entries,
      render,
      files: [...this.#files.values()],
    };
  }
}

/** Sources that hold what was recorded and nothing else. */
export function recordedSources({ labels, slsSources, entries, files }: TreeRecord): Opened {
  const texts = new Map(files.map((one) => [`${one.source} ${one.path}`, one]));
  const sources = labels.map((label, number): NamedSource => {
    const read: OpenSource['read'] = async (path) => {
      const found = texts.get(`${number} ${path}`);
      return found === undefined ? undefined : { file: found.file, bytes: new TextEncoder().encode(found.text) };
    };
    return { label, source: { read } };
  });
  return {
    entries: entries.map(({ ref, source, path }) => {
      const from = source === undefined ? undefined : sources[source];
      return from === undefined || path === undefined ? { ref } : { ref, exact: { source: from, path } };
    }),
    sources: sources.slice(0, slsSources),
    paramSources: sources.slice(slsSources),
  };
}
