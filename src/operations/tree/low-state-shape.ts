/** The high and the low state as the original prints them: plain data. */
import type { Chunk, LowState, Requisite } from '../../sls/index.js';

type Data = Readonly<Record<string, unknown>>;

/** By ID: path reference to a list of arguments, as `extend`, `use` and `exclude` left them; `__sls__` says which file. */
export function highStateData({ chunks }: LowState): Readonly<Record<string, Data>> {
  const high = new Map<string, Map<string, unknown>>();
  const names = new Map<Chunk['declaration'], string[]>();
  for (const chunk of chunks) {
    const { declaration } = chunk;
    const { id, state, fun, sls } = declaration;
    const known = names.get(declaration);
    if (known !== undefined) {
      known.push(chunk.name);
      continue;
    }
    names.set(declaration, [chunk.name]);
    const body = high.get(id) ?? new Map<string, unknown>();
    body.set(`${state}.${fun}`, { chunk, names: names.get(declaration) });
    body.set('__sls__', sls);
    high.set(id, body);
  }
  return Object.fromEntries(
    [...high].map(([id, body]) => [
      id,
      Object.fromEntries([...body].map(([key, value]) => [key, key === '__sls__' ? value : bodyOf(id, value as Body)])),
    ]),
  );
}

interface Body {
  readonly chunk: Chunk;
  readonly names: readonly string[];
}

function bodyOf(id: string, { chunk, names }: Body): readonly Data[] {
  const isWritten = chunk.name !== id && chunk.namePrefix === undefined;
  const named = names.length > 1 ? [{ names }] : isWritten ? [{ name: chunk.name }] : [];
  return [...named, ...Object.entries(givenOf(chunk)).map(([key, value]) => ({ [key]: value }))];
}

/** In the order in which they would run, where nothing else decides. */
export function lowStateData({ chunks }: LowState): readonly Data[] {
  return chunks.map((chunk) => {
    const { id, state, fun, sls } = chunk.declaration;
    return { __id__: id, state, fun, name: chunk.name, order: chunk.order, __sls__: sls, ...givenOf(chunk) };
  });
}

/** Metadata of the files and of the IDs. */
export function metaData({ chunks }: LowState): { readonly SLS: Data; readonly ID_DECS: Data } {
  const files: Record<string, unknown> = {};
  const ids: Record<string, unknown> = {};
  for (const { declaration } of chunks) {
    if (declaration.slsMeta !== undefined && declaration.slsMeta !== null) files[declaration.sls] = declaration.slsMeta;
    if (declaration.meta !== undefined && declaration.meta !== null)
      ids[`${declaration.sls}.${declaration.id}`] = declaration.meta;
  }
  return { SLS: files, ID_DECS: ids };
}

/** Arguments, keywords and requisites as they stand in an SLS file. */
function givenOf({ args, keywords, requisites }: Chunk): Data {
  const given: Record<string, unknown> = {};
  for (const [name, { value }] of [...args, ...keywords]) if (name !== 'name') given[name] = value;
  for (const requisite of requisites) {
    const known = (given[requisite.kind] ?? []) as unknown[];
    given[requisite.kind] = [...known, targetData(requisite)];
  }
  return given;
}

function targetData({ target }: Requisite): unknown {
  if (target.kind === 'id') return target.id;
  if (target.kind === 'sls') return { sls: target.pattern };
  const name = target.name === undefined ? '' : `[${target.name}]`;
  return { [target.state]: `${target.pattern}${name}` };
}
