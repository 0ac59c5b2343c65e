/** Which sources are searched, in which order, and opening them. */
import { basename, dirname, relative, resolve, sep } from 'node:path';
import type { OpenSource, SourceContext, SourceDefinition } from '../contract/index.js';
import { type Diagnostic, diagnosticsOf, didYouMean, type FileReader } from '../kernel/index.js';
import { candidates, type NamedSource, normaliseRef, withoutExtension } from './locate.js';

export interface SourceRequest {
  /** Refs or paths, as given on the command line. */
  readonly refs: readonly string[];
  /** Source strings: `file:///srv/sls`, `git+https://profile@host/repo`. */
  readonly slsSources?: readonly string[];
  /** A local folder. */
  readonly tree?: string;
  /** Where the config file is, if there is one: the last source. */
  readonly configDirectory?: string;
  /** Absolute; relative paths are read against it, and files below it are shown relative to it. */
  readonly directory: string;
}

export interface SourcePorts {
  readonly files: FileReader;
  /** The source plugin that serves a protocol. */
  source(protocol: string): Promise<SourceDefinition | undefined>;
  /** Protocols to suggest. */
  readonly protocols?: readonly string[];
  /** What a source plugin works with; `profile` names an account profile of the plugin's provider. */
  context(plugin: string, profile: string): Promise<SourceContext>;
}

/** One thing to gather. With `exact` it is that file and no other. */
export interface EntryRef {
  readonly ref: string;
  readonly exact?: { readonly source: NamedSource; readonly path: string };
}

export interface OpenedSources {
  readonly entries: readonly EntryRef[];
  readonly sources: readonly NamedSource[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The folders of refs that are local files, then the given sources left to right, then the tree, then the config file's folder. Last the working
 * folder, when a ref is found there.
 */
export async function openSources(request: SourceRequest, ports: SourcePorts): Promise<OpenedSources> {
  const opener = new Opener(request.directory, ports);
  const entries: EntryRef[] = [];
  for (const ref of request.refs) entries.push(await opener.entry(ref));
  for (const text of request.slsSources ?? []) await opener.open(text);
  if (request.tree !== undefined) await opener.folder(request.tree);
  if (request.configDirectory !== undefined) await opener.folder(request.configDirectory);
  for (const { ref, exact } of entries)
    if (exact === undefined && (await opener.isBelow(ref))) await opener.folder('.');
  return { entries: withoutRepeats(entries), sources: opener.sources, diagnostics: opener.diagnostics };
}

/** Of two equal entries the later stays. */
function withoutRepeats(entries: readonly EntryRef[]): EntryRef[] {
  const key = ({ ref, exact }: EntryRef): string => (exact === undefined ? ref : `${exact.source.label} ${exact.path}`);
  return entries.filter((entry, index) => !entries.slice(index + 1).some((later) => key(later) === key(entry)));
}

const SOURCE_TEXT = /^([a-z][a-z0-9.-]*(?:\+[a-z0-9.-]+)?):\/\/(.*)$/s;
/** The name of an account profile before what it is for; an `@` further on belongs to the place. */
const PROFILE = /^([-.\w]+)@/;
const PASSWORD = /^[^/@{"]*:[^/@]*@/;

class Opener {
  readonly sources: NamedSource[] = [];
  readonly diagnostics: Diagnostic[] = [];
  readonly #directory: string;
  readonly #ports: SourcePorts;

  constructor(directory: string, ports: SourcePorts) {
    this.#directory = directory;
    this.#ports = ports;
  }

  /** A ref that is a local file, or a folder with an init file, brings its own folder as a source. */
  async entry(ref: string): Promise<EntryRef> {
    const path = resolve(this.#directory, ref);
    const { files } = this.#ports;
    // What cannot be followed, as links in a circle, is named when it is read.
    const real = await files.realPath(path).catch(() => path);
    const kind = real === undefined ? undefined : (await files.status(real))?.kind;
    const isFolder =
      kind === 'directory' && /[\\/]/.test(ref) && (await files.status(resolve(path, 'init.sls'))) !== undefined;
    if (kind !== 'file' && kind !== 'symlink' && !isFolder) return { ref: normaliseRef(ref) };
    const file = isFolder ? resolve(path, 'init.sls') : path;
    const source = await this.folder(dirname(file));
    const name = basename(file);
    return { ref: withoutExtension(name), ...(source === undefined ? {} : { exact: { source, path: name } }) };
  }

  /** Whether the working folder has the file of a ref. */
  async isBelow(ref: string): Promise<boolean> {
    for (const { path } of candidates(ref)) {
      if ((await this.#ports.files.status(resolve(this.#directory, path)))?.kind === 'file') return true;
    }
    return false;
  }

  folder(path: string): Promise<NamedSource | undefined> {
    return this.open(`file://${resolve(this.#directory, path)}`);
  }

  /** Opens a source text, once. */
  async open(text: string): Promise<NamedSource | undefined> {
    const match = SOURCE_TEXT.exec(text);
    if (match === null) {
      this.#problem(`'${text}' is not a source`, [
        'a source is written as protocol://place, a local folder as file:///srv/sls',
      ]);
      return undefined;
    }
    const [, protocol = '', rest = ''] = match;
    const isFile = protocol === 'file';
    if (!isFile && PASSWORD.test(rest)) {
      this.#problem(`the ${protocol} source holds a password`, [
        `write it into an account profile of the credentials file, and name that: ${protocol}://profile@host/path`,
      ]);
      return undefined;
    }
    const profile = isFile ? undefined : PROFILE.exec(rest)?.[1];
    const place = isFile ? resolve(this.#directory, rest) : rest.slice(profile === undefined ? 0 : profile.length + 1);
    const label = `${protocol}://${place}`;
    const known = this.sources.find((one) => one.label === label);
    if (known !== undefined) return known;
    try {
      const definition = await this.#ports.source(protocol);
      if (definition === undefined) {
        this.#problem(`no plugin serves the protocol '${protocol}' of the source ${text}`, [
          didYouMean(protocol, this.#ports.protocols ?? []),
        ]);
        return undefined;
      }
      const opened = await definition.open(
        await this.#ports.context(definition.ref, profile ?? 'default'),
        place,
        protocol,
      );
      const named = { label, source: this.#shown(opened) };
      this.sources.push(named);
      return named;
    } catch (thrown) {
      const diagnostics = diagnosticsOf(thrown);
      if (diagnostics === undefined) throw thrown;
      this.diagnostics.push(...diagnostics);
      return undefined;
    }
  }

  /** The same source, with the files below the working directory named as a person there would. */
  #shown(source: OpenSource): OpenSource {
    return {
      read: async (path) => {
        const found = await source.read(path);
        if (found === undefined) return undefined;
        const below = this.#directory.endsWith(sep) ? this.#directory : this.#directory + sep;
        return found.file.startsWith(below) ? { ...found, file: relative(this.#directory, found.file) } : found;
      },
    };
  }

  #problem(summary: string, hints: readonly (string | undefined)[]): void {
    const given = hints.filter((hint) => hint !== undefined);
    this.diagnostics.push({
      severity: 'error',
      code: 'sls/bad-source',
      summary,
      ...(given.length === 0 ? {} : { hints: given }),
    });
  }
}
