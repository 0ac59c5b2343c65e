/** Gathering: refs to files, files to rendered data, data into the high state, and on along the includes. */
import { isUtf8 } from 'node:buffer';
import type { Positions, RenderServices } from '../contract/index.js';
import { DiagnosticError, diagnosticsOf, NO_POS, type Pos, SourceText } from '../kernel/index.js';
import { type Block, codeBlock, cutBlocks } from './blocks.js';
import type { HighState, IdDeclaration } from './high-state.js';
import { candidates, includeRefs, isCode, type LocatedFile, locate, type NamedSource } from './locate.js';
import type { EntryRef } from './open-sources.js';
import type { IncludeChain } from './problems.js';
import { readDocument, type SlsDocument } from './read-document.js';
import type { ReadContext } from './read-requisites.js';
import { type Renderers, renderPipe } from './render-pipe.js';
import { type RanChunks, resolveReference } from './resolve-reference.js';

export interface GatherOptions extends Renderers {
  readonly sources: readonly NamedSource[];
  /** Default render pipe. */
  readonly render: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal;
  /** What templates may call. Without it they can call nothing. */
  readonly services?: Pick<RenderServices, 'exec' | 'execRefs' | 'now'>;
  /** Called with what a file, or a block of it, was rendered to. */
  readonly rendered?: (sls: string, data: unknown) => void;
  /** Types what a block was rendered to. Default: IDs with their states. */
  readonly read?: typeof readDocument;
}

/** Makes chunks of what a delayed block added. Given by whoever compiles, so that gathering knows nothing of passes. */
export type Release = (gatherBlock: () => Promise<void>) => ReturnType<HighState['delayed'][number]['release']>;

interface OpenFile extends LocatedFile {
  readonly text: string;
  /** Packed position of its beginning. */
  readonly base: Pos;
}

export class Gatherer {
  readonly #high: HighState;
  readonly #options: GatherOptions;
  readonly #release: Release;
  readonly #refs = new Set<string>();
  readonly #files = new Set<string>();
  readonly #entryRefs: string[] = [];
  readonly #pending: { readonly from: string; readonly includes: SlsDocument['includes'] }[] = [];

  constructor(high: HighState, options: GatherOptions, release: Release) {
    this.#high = high;
    this.#options = options;
    this.#release = release;
  }

  async entries(entries: readonly EntryRef[]): Promise<void> {
    for (const { ref, exact } of entries) {
      const found = await this.#find([ref], NO_POS, undefined, async () =>
        exact === undefined
          ? locate(ref, this.#options.sources)
          : withRef(await exact.source.source.read(exact.path), ref),
      );
      if (found === undefined) continue;
      this.#entryRefs.push(found.actualRef);
      await this.#file(found, []);
    }
    await this.#includeAll();
    const others = this.#high.slsRefs.filter((ref) => !this.#entryRefs.includes(ref));
    this.#high.slsRefs.splice(0, this.#high.slsRefs.length, ...new Set([...this.#entryRefs, ...others]));
  }

  /** Reads and renders a file and then what it includes. A file that was read already, under any ref, is passed over. */
  async #file(found: LocatedFile, chain: IncludeChain): Promise<void> {
    this.#options.signal.throwIfAborted();
    if (this.#refs.has(found.actualRef) || this.#files.has(found.file)) return;
    this.#refs.add(found.actualRef);
    this.#files.add(found.file);
    const { includedBy, slsRefs, sources, problems } = this.#high;
    includedBy.set(found.actualRef, chain);
    slsRefs.push(found.actualRef);
    const text = decode(found.bytes);
    const base = sources.pos(sources.add(new SourceText(found.file, text)), 0);
    const damaged = text.includes(REPLACED) && !isUtf8(found.bytes);
    if (damaged) {
      problems.error('sls/not-utf8', `${found.file} is not text in UTF-8`, {
        at: base + text.indexOf(REPLACED),
        length: 1,
        sls: found.actualRef,
      });
    } else await this.#blocks({ ...found, text, base });
  }

  async #blocks(file: OpenFile): Promise<void> {
    const { blocks, problems } = isCode(file.file)
      ? { blocks: [codeBlock(file.text)], problems: [] }
      : cutBlocks(file.text);
    for (const { summary, offset, length, hints } of problems) {
      this.#high.problems.error('sls/bad-block', summary, {
        at: file.base + offset,
        length,
        sls: file.actualRef,
        hints,
      });
    }
    let meta: unknown;
    const includes: SlsDocument['includes'][number][] = [];
    for (const block of blocks) {
      if (block.requires.length > 0) this.#delay(file, block, () => meta);
      else {
        const document = await this.#block(file, block, meta);
        meta = document?.meta ?? meta;
        includes.push(...(document?.includes ?? []));
      }
    }
    this.#pending.push({ from: file.actualRef, includes });
  }

  /** Level by level: what two files include is gathered after both. */
  async #includeAll(): Promise<void> {
    for (let next = this.#pending.shift(); next !== undefined; next = this.#pending.shift()) {
      await this.#includes(next.from, next.includes);
    }
  }

  #delay(file: OpenFile, block: Block, meta: () => unknown): void {
    this.#high.delayed.push({
      sls: file.actualRef,
      at: file.base + block.at,
      requires: block.requires,
      release: once((ran) =>
        this.#release(async () => {
          const document = await this.#block(file, block, meta(), ran);
          this.#pending.push({ from: file.actualRef, includes: document?.includes ?? [] });
          await this.#includeAll();
        }),
      ),
    });
  }

  async #block(file: OpenFile, block: Block, meta: unknown, ran?: RanChunks): Promise<SlsDocument | undefined> {
    const { sources, problems } = this.#high;
    const { params, signal, render } = this.#options;
    const sls = file.actualRef;
    const marker = block.at === 0 && block.pipe === undefined ? undefined : sources.span(file.base + block.at);
    const outcome = await renderPipe(
      block.pipe ?? render,
      {
        kind: 'text',
        text: block.text,
        ...(block.whole ? {} : { placeAt: (offset) => sources.span(file.base + block.fileOffset(offset)) }),
      },
      this.#options,
      { sls, file: file.file, sources, params, signal, services: this.#services(ran) },
      block.pipe === undefined ? undefined : marker,
    );
    if (!outcome.ok) {
      problems.add(outcome.diagnostics, sls);
      return undefined;
    }
    const { data, positions } = outcome.data;
    this.#options.rendered?.(sls, data);
    const start = typeof data === 'object' && data !== null ? positions.start(data) : file.base + block.fileOffset(0);
    const read = this.#options.read ?? readDocument;
    const document = read(data, start, meta, { positions, problems, sls });
    addDocument(this.#high, document);
    return document;
  }

  #services(ran: RanChunks | undefined): RenderServices {
    return {
      ...(this.#options.services ?? NOTHING_TO_CALL),
      load: (path) => this.#load(path),
      resolve: (reference) => resolveReference(reference, ran),
    };
  }

  /** A file that a template names, by its path from the top of a source. */
  async #load(path: string): Promise<{ readonly file: string; readonly text: string } | undefined> {
    for (const { source } of this.#options.sources) {
      const found = await source.read(path.replace(/^(?:\.?\/)+/, ''));
      if (found !== undefined) return { file: found.file, text: decode(found.bytes) };
    }
    return undefined;
  }

  /** After the whole file, so that its automatic order numbers are lower. */
  async #includes(from: string, includes: SlsDocument['includes']): Promise<void> {
    const { problems } = this.#high;
    for (const { ref, at } of includes) {
      const refs = includeRefs(ref, from);
      if (refs === undefined) {
        problems.error('sls/include-outside', `the include '${ref}' leaves the top of the tree`, {
          at,
          length: ref.length,
          sls: from,
          hints: [
            `an include in ${from} begins with ${from.split('.').length} ${from.includes('.') ? 'dots' : 'dot'} at the most, and a ref follows them`,
          ],
        });
        continue;
      }
      if (this.#refs.has(refs[0] as string)) continue;
      const found = await this.#find(refs, at, from, () => this.#locateAny(refs));
      if (found === undefined) continue;
      const span = problems.span(at, ref.length);
      const chain = this.#high.includedBy.get(from) ?? [];
      await this.#file(found, [...chain, { sls: from, ...(span === undefined ? {} : { span }) }]);
    }
  }

  /** Looks for a file; that there is none, or that it cannot be read, is reported. */
  async #find(
    refs: readonly string[],
    at: Pos,
    from: string | undefined,
    look: () => Promise<LocatedFile | undefined>,
  ): Promise<LocatedFile | undefined> {
    const { problems } = this.#high;
    try {
      const found = await look();
      if (found === undefined) this.#reportMissing(refs, at, from);
      return found;
    } catch (thrown) {
      const diagnostics = diagnosticsOf(thrown);
      if (diagnostics !== undefined) problems.add(diagnostics, from);
      else if (!(thrown instanceof Error) || this.#options.signal.aborted) throw thrown;
      else {
        problems.error('sls/unreadable', `SLS ref '${refs[0]}' cannot be read: ${thrown.message}`, {
          at,
          length: refs[0]?.length ?? 0,
          ...(from === undefined ? {} : { sls: from }),
        });
      }
      return undefined;
    }
  }

  async #locateAny(refs: readonly string[]): Promise<LocatedFile | undefined> {
    for (const ref of refs) {
      const found = await locate(ref, this.#options.sources);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #reportMissing(refs: readonly string[], at: Pos, from: string | undefined): void {
    const searched = this.#options.sources.map(({ label }) => label);
    const places = refs.flatMap((ref) => candidates(ref).slice(0, 2)).map(({ path }) => path);
    const looked =
      places.length === 0
        ? 'no part of a ref may be empty'
        : `looked for ${places.join(', ')} in ${searched.join(', ')}`;
    this.#high.problems.error('sls/ref-not-found', `SLS ref '${refs[0]}' was not found in the sources`, {
      at,
      length: refs[0]?.length ?? 0,
      ...(from === undefined ? {} : { sls: from }),
      detail: searched.length === 0 ? 'there are no sources' : looked,
      hints:
        searched.length === 0 || from === undefined ? ['give the path of a file, or name its tree with --tree'] : [],
    });
  }
}

const NOTHING_TO_CALL: NonNullable<GatherOptions['services']> = {
  execRefs: [],
  exec: async (ref) => {
    throw new DiagnosticError({
      severity: 'error',
      code: 'sls/renderer-failed',
      summary: `${ref} cannot be called from here`,
    });
  },
};

/** What stands for bytes that are no UTF-8. */
const REPLACED = '\ufffd';

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** The same answer for every call: a block is rendered once. */
function once<Input, Value>(work: (input?: Input) => Promise<Value>): (input?: Input) => Promise<Value> {
  let answer: Promise<Value> | undefined;
  return (input) => (answer ??= work(input));
}

function withRef(found: Omit<LocatedFile, 'actualRef'> | undefined, actualRef: string): LocatedFile | undefined {
  return found === undefined ? undefined : { actualRef, ...found };
}

/** Adds rendered data that was not read from a source: made by code. */
export function addData(high: HighState, data: unknown, sls: string, positions: Positions): void {
  const context: ReadContext = { positions, problems: high.problems, sls };
  const document = readDocument(data, NO_POS, undefined, context);
  for (const { ref } of document.includes) {
    high.problems.error('sls/bad-include', `data made by code cannot include '${ref}'`, { sls });
  }
  addDocument(high, document);
}

function addDocument(high: HighState, document: SlsDocument): void {
  high.exclusions.push(...document.exclusions);
  high.extensions.push(...document.extensions);
  for (const declaration of document.ids) {
    const first = high.ids.get(declaration.id);
    if (first !== undefined) {
      reportDuplicate(high, first, declaration);
      continue;
    }
    for (const state of declaration.states) if (!state.args.has('order')) state.order = high.nextOrder++;
    high.ids.set(declaration.id, declaration);
  }
}

function reportDuplicate({ problems, includedBy }: HighState, first: IdDeclaration, second: IdDeclaration): void {
  const { id } = second;
  const elsewhere = first.sls === second.sls ? 'in another block of the same file' : `in SLS ${first.sls}`;
  const by = includedBy.get(first.sls)?.at(-1);
  problems.error('sls/duplicate-id', `the ID '${id}' is declared twice: here and ${elsewhere}`, {
    at: second.at,
    length: id.length,
    sls: second.sls,
    related: [
      {
        message: `first declared here${by === undefined ? '' : ` (included by ${by.sls})`}`,
        at: first.at,
        length: id.length,
      },
    ],
    hints: ['give one of them another ID, or change the first with extend'],
  });
}
