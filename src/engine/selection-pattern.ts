/** One `--target` or `--except`: what it names. */
import { type Diagnostic, didYouMean, globMatcher, isGlob } from '../kernel/index.js';
import { engineCodes } from './codes.js';
import { type ChunkNode, nodeEsmTag, nodeTagText } from './step-graph.js';

type Test = (node: ChunkNode, matches: (text: string) => boolean, text: string) => boolean;

/** In this order: the first kind of name that matches anything is the one that is meant. */
const kinds: readonly Test[] = [
  ({ chunk }, matches) => matches(chunk.declaration.id),
  // Reports write `web[web1]`, which as a pattern would mean something else.
  ({ chunk: { declaration, name } }, matches, text) => matches(name) || `${declaration.id}[${name}]` === text,
  (node, matches) => matches(nodeTagText(node)) || matches(nodeEsmTag(node)),
  ({ chunk }, matches) => slsNames(chunk.declaration.sls).some(matches),
  ({ chunk: { declaration } }, matches) =>
    matches(declaration.state) || matches(`${declaration.state}.${declaration.fun}`),
];
const SLS = 3;
const SLS_PREFIX = 'sls:';
/** `a.init` is meant by `a` as well. */
function slsNames(ref: string): readonly string[] {
  return ref.endsWith('.init') ? [ref, ref.slice(0, -'.init'.length)] : [ref];
}

/** An ID, name, tag, SLS ref, state ref or path reference, or a pattern of them. `sls:REF` is an SLS ref also where an ID is called so. */
export class SelectionPattern {
  readonly isGlob: boolean;
  readonly #text: string;
  readonly #option: 'target' | 'except';
  readonly #matches: (text: string) => boolean;
  /** Which kind of name it is; -1 while nothing has matched. */
  #kind = -1;
  readonly #firstKind: number;
  readonly #lastKind: number;
  #tried = 0;

  constructor(text: string, option: 'target' | 'except') {
    const isSls = text.startsWith(SLS_PREFIX);
    const name = isSls ? text.slice(SLS_PREFIX.length) : text;
    this.#text = text;
    this.#option = option;
    this.isGlob = isGlob(name);
    this.#matches = globMatcher(name);
    this.#firstKind = isSls ? SLS : 0;
    this.#lastKind = isSls ? SLS : kinds.length - 1;
  }

  get matched(): boolean {
    return this.#kind !== -1;
  }

  among(nodes: readonly ChunkNode[]): readonly ChunkNode[] {
    this.#settle(nodes);
    return nodes.filter((node) => this.#isMeant(node));
  }

  /** `all`: everything there is, to find out which kind of name is meant. */
  matches(node: ChunkNode, all: readonly ChunkNode[]): boolean {
    this.#settle(all);
    return this.#isMeant(node);
  }

  /** Whether something that this state adds could be meant. */
  mayBelow({ chunk }: ChunkNode): boolean {
    // Only files put their states below their own ID; other functions add what they like.
    if (chunk.declaration.state !== 'sls' || this.#firstKind === SLS) return true;
    const literal = this.#text.split(/[*?[]/)[0] as string;
    const below = `${chunk.declaration.id}.`;
    return literal.startsWith(below) || (this.isGlob && below.startsWith(literal));
  }

  matchesNothing(nodes: readonly ChunkNode[]): Diagnostic {
    const known = new Set<string>();
    for (const { chunk } of nodes) known.add(chunk.declaration.id).add(chunk.name).add(chunk.declaration.sls);
    const hint = didYouMean(this.#text, known);
    return {
      severity: 'error',
      code: engineCodes.code('unknown-selection'),
      summary: `nothing matches the ${this.#option === 'target' ? 'target' : 'exception'} '${this.#text}'`,
      hints: [
        ...(hint === undefined ? [] : [hint]),
        `--${this.#option} takes an ID declaration, a name, a tag or an SLS ref, or a pattern for several`,
      ],
    };
  }

  #isMeant(node: ChunkNode): boolean {
    return this.#kind !== -1 && (kinds[this.#kind] as Test)(node, this.#matches, this.#text);
  }

  /** Looks at what it has not looked at before. */
  #settle(nodes: readonly ChunkNode[]): void {
    if (this.#kind !== -1 || this.#tried === nodes.length) return;
    const fresh = nodes.slice(this.#tried);
    this.#tried = nodes.length;
    for (let kind = this.#firstKind; kind <= this.#lastKind; kind++) {
      if (!fresh.some((node) => (kinds[kind] as Test)(node, this.#matches, this.#text))) continue;
      this.#kind = kind;
      return;
    }
  }
}
