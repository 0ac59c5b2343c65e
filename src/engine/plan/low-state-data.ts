/** The low state as JSON and back. Of positions only those of declarations are kept, as places for messages. */
import { containsSecret, NO_POS, revealDeep, SourceIndex, SourceText, type Span, secret } from '../../kernel/index.js';
import type { Argument, Binding, Chunk, Declaration, LowState, Requisite } from '../../sls/index.js';
import { fromData, type Seal, type SecretReference, toData } from './value-data.js';

type Place = readonly [file: string, line: number, column: number];

interface DeclarationData extends Omit<Declaration, 'idAt' | 'at'> {
  readonly at?: Place;
}

interface ChunkData {
  /** Index of its declaration. */
  readonly of: number;
  readonly name: string;
  readonly namePrefix?: string;
  readonly order: number;
  readonly args?: readonly (readonly [string, unknown])[];
  readonly keywords?: readonly (readonly [string, unknown])[];
  readonly requisites?: readonly Omit<Requisite, 'at'>[];
  readonly bindings?: readonly Omit<Binding, 'at'>[];
}

export interface LowStateData {
  readonly declarations: readonly DeclarationData[];
  readonly chunks: readonly ChunkData[];
  readonly slsRefs: readonly string[];
}

export interface LowStateDataOptions {
  readonly seal?: Seal;
  /** Whether an argument is secret whatever its value looks like. */
  isSecret(chunk: Chunk, argument: string): boolean;
}

export function lowStateToData(low: LowState, { seal, isSecret }: LowStateDataOptions): LowStateData {
  const numbers = new Map<Declaration, number>();
  const declarations: DeclarationData[] = [];
  const numberOf = (declaration: Declaration): number => {
    const known = numbers.get(declaration);
    if (known !== undefined) return known;
    const { idAt: _id, at, meta, slsMeta, ...rest } = declaration;
    const span = low.sources.span(at);
    numbers.set(declaration, declarations.length);
    return (
      declarations.push({
        ...rest,
        meta: toData(meta, seal),
        slsMeta: toData(slsMeta, seal),
        ...(span === undefined ? {} : { at: [span.file, span.line, span.column] }),
      }) - 1
    );
  };
  const chunks = low.chunks.map((chunk): ChunkData => {
    const args = [...chunk.args].map(
      ([name, { value }]) => [name, toData(whole(value, isSecret(chunk, name)), seal)] as const,
    );
    const keywords = [...chunk.keywords].map(
      ([name, { value }]) => [name, toData(whole(value, name === 'acct_data'), seal)] as const,
    );
    return {
      of: numberOf(chunk.declaration),
      name: chunk.name,
      ...(chunk.namePrefix === undefined ? {} : { namePrefix: chunk.namePrefix }),
      order: chunk.order,
      ...(args.length === 0 ? {} : { args }),
      ...(keywords.length === 0 ? {} : { keywords }),
      ...(chunk.requisites.length === 0 ? {} : { requisites: chunk.requisites.map(({ at: _, ...rest }) => rest) }),
      ...(chunk.bindings.length === 0 ? {} : { bindings: chunk.bindings.map(({ at: _, ...rest }) => rest) }),
    };
  });
  return { declarations, chunks, slsRefs: low.slsRefs };
}

/** A value with a secret anywhere in it is a secret as a whole. Null stays null: it says that the argument is left alone. */
function whole(value: unknown, isSecret: boolean): unknown {
  if (value === null || value === undefined || !(isSecret || containsSecret(value))) return value;
  return secret(revealDeep(value));
}

/** Where a secret is to be found: the chunk, by state, ID, name and function, and its argument or keyword. */
export interface SecretPlace {
  readonly state: string;
  readonly id: string;
  readonly name: string;
  readonly fun: string;
  readonly argument: string;
}

/** `find` gives the whole argument that holds the secret as the tree has it now. */
export function lowStateFromData(
  data: LowStateData,
  find: (place: SecretPlace, reference: SecretReference) => unknown,
): LowState {
  const spans: (Span | undefined)[] = data.declarations.map(({ at }) =>
    at === undefined ? undefined : { file: at[0], line: at[1], column: at[2] },
  );
  const sources = new SourceIndex();
  const places = sources.add(new SourceText('', ' '.repeat(spans.length)), (offset) => spans[offset]);
  const declarations = data.declarations.map(({ at, meta, slsMeta, ...rest }, index): Declaration => {
    const pos = at === undefined ? NO_POS : sources.pos(places, index);
    return { ...rest, idAt: pos, at: pos, meta: fromData(meta, masked), slsMeta: fromData(slsMeta, masked) };
  });
  const chunks = data.chunks.map((chunk, index): Chunk => {
    const declaration = declarations[chunk.of] as Declaration;
    const { at } = declaration;
    const { state, id, fun } = declaration;
    const args = (chunk.args ?? []).map(([argument, value]): [string, Argument] => {
      const place = { state, id, fun, name: chunk.name, argument };
      return [argument, { value: fromData(value, (reference) => find(place, reference)), at, valueAt: at }];
    });
    const keywords = (chunk.keywords ?? []).map(([argument, value]): [string, Argument] => {
      const place = { state, id, fun, name: chunk.name, argument };
      return [argument, { value: fromData(value, (reference) => find(place, reference)), at, valueAt: at }];
    });
    return {
      index,
      declaration,
      name: chunk.name,
      ...(chunk.namePrefix === undefined ? {} : { namePrefix: chunk.namePrefix }),
      order: chunk.order,
      args: new Map(args),
      keywords: new Map(keywords),
      requisites: (chunk.requisites ?? []).map((one) => ({ ...one, at })),
      bindings: (chunk.bindings ?? []).map((one) => ({ ...one, at })),
    };
  });
  return { chunks, sources, slsRefs: data.slsRefs, includedBy: new Map(), delayed: [] };
}

function masked(): undefined {
  return undefined;
}
