/** Files: their content, mode and owner. */
import { createHash } from 'node:crypto';
import {
  field,
  type Identity,
  ProviderError,
  type ResourceContext,
  resource,
  type ValuesOf,
} from '../../contract/index.js';
import { type Files, unifiedDiff } from '../../kernel/index.js';
import {
  applyPermissions,
  differing,
  modeBits,
  observePermissions,
  ownerNumbers,
  type Permissions,
  permissionFields,
} from '../files/permissions.js';
import {
  absolute,
  ensureParent,
  followed,
  instructions,
  occupied,
  pathOf,
  placeFields,
  wishedPath,
} from '../files/place.js';

/** Longer contents that come from a source are compared but not kept in the state, in bytes. */
const LONGEST_KEPT = 64 * 1024;

const fields = {
  ...placeFields,
  contents: field.string({ doc: 'The whole content as text.', example: 'Welcome.\n' }),
  source: field.string({
    doc: 'A file whose bytes are the content; a relative path counts from the project folder. Not together with `contents`.',
  }),
  ...permissionFields,
  sha256: field.string({ doc: 'Digest of the content, in hex; only when the content is managed.', computed: true }),
  size: field.integer({ doc: 'Bytes.', computed: true }),
};

type Wish = ValuesOf<typeof fields>;

const INSTRUCTIONS = ['makedirs'] as const;

export default resource({
  ref: 'file',
  summary: 'A file with its content, mode and owner.',
  fields,
  identity: {
    kind: 'name',
    // How to read it hangs on what is managed: contents that nobody manages are not even read.
    of(args, known) {
      const path = pathOf(args, known);
      if (path === undefined) return undefined;
      const managed = args.contents !== undefined && args.contents !== null;
      return { path, contents: managed, source: args.source ?? null, ...instructions(args, INSTRUCTIONS) };
    },
  },

  async observe(ctx, identity) {
    const path = absolute(ctx.directory, String(identity['path']));
    const found = await followed(ctx.files, path);
    if (found === undefined) return { kind: 'absent' };
    if (found.status.kind !== 'file') {
      throw occupied(path, found.status.kind, 'a file', 'remove it, or give another path');
    }
    return {
      kind: 'present',
      id: path,
      state: {
        name: String(identity['path']),
        resource_id: path,
        ...instructions(identity, INSTRUCTIONS),
        ...(await observeContent(ctx, found.path, identity)),
        ...(await observePermissions(ctx.files, found.status)),
        size: found.status.size,
      },
    };
  },

  async create(ctx, args) {
    const path = wishedPath(ctx.directory, args);
    const content = (await wishedContent(ctx, args)) ?? Buffer.of();
    await ensureParent(ctx.files, path, args.makedirs);
    await write(ctx.files, path, content, args);
    ctx.born(path);
    return { id: path };
  },

  async update(ctx, current, args, difference) {
    const rewrite = difference.some(({ path }) => path[0] === 'contents' || path[0] === 'source');
    const found = await followed(ctx.files, current.id);
    if (found === undefined) throw new ProviderError(`${current.id} is gone`, { class: 'not-found' });
    const content = rewrite ? await wishedContent(ctx, args) : undefined;
    const permissions = differing(args, difference);
    if (content === undefined) await applyPermissions(ctx.files, found.path, permissions, found.status);
    else await write(ctx.files, found.path, content, permissions);
  },

  remove: (ctx, current) => ctx.files.remove(current.id),

  // Contents are arguments, and shown as such; what a source would change is not to be seen otherwise.
  async preview(ctx, current, args) {
    if (args.source === undefined || args.source === null) return { notes: [] };
    const next = await readSource(ctx, args.source);
    return { notes: contentNotes(current === undefined ? undefined : await ctx.files.read(current.id), next) };
  },
});

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The text of UTF-8 bytes; undefined when they are none. */
function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** What is read back of managed content. `source` is what was wished when the bytes are those of the source. */
async function observeContent(
  ctx: ResourceContext,
  path: string,
  identity: Identity,
): Promise<{ contents?: string; source?: string | null; sha256?: string }> {
  const source = typeof identity['source'] === 'string' ? identity['source'] : undefined;
  const managed = identity['contents'] === true;
  if (!managed && source === undefined) return {};
  const bytes = (await ctx.files.read(path)) ?? Buffer.of();
  const sha256 = digest(bytes);
  const kept = keptContents(bytes, managed, source !== undefined);
  if (source === undefined) return { ...kept, sha256 };
  const wished = await ctx.files.read(absolute(ctx.directory, source));
  return { ...kept, source: wished !== undefined && digest(wished) === sha256 ? source : null, sha256 };
}

/** Contents that are managed are kept whole, for they are compared; those of a source only to be shown. */
function keptContents(bytes: Uint8Array, managed: boolean, fromSource: boolean): { contents?: string } {
  if (!managed && !(fromSource && bytes.length <= LONGEST_KEPT)) return {};
  const text = textOf(bytes);
  return text === undefined || (text.includes('\0') && !managed) ? {} : { contents: text };
}

async function readSource(ctx: ResourceContext, source: string): Promise<Uint8Array> {
  const path = absolute(ctx.directory, source);
  const bytes = await ctx.files.read(path);
  if (bytes === undefined) throw new ProviderError(`there is no source file ${path}`, { class: 'invalid' });
  return bytes;
}

/** The bytes that are wished; undefined when the content is not managed. */
async function wishedContent(ctx: ResourceContext, args: Wish): Promise<Uint8Array | undefined> {
  const contents = args.contents ?? undefined;
  const source = args.source ?? undefined;
  if (contents !== undefined && source !== undefined) {
    throw new ProviderError('contents and source are both given', { class: 'invalid', hints: ['give one of them'] });
  }
  if (contents !== undefined) return Buffer.from(contents);
  return source === undefined ? undefined : readSource(ctx, source);
}

async function write(files: Files, path: string, content: Uint8Array, wish: Permissions): Promise<void> {
  const mode = modeBits(wish.mode);
  await files.write(path, content, { ...(mode === undefined ? {} : { mode }), ...(await ownerNumbers(files, wish)) });
}

function contentNotes(old: Uint8Array | undefined, next: Uint8Array): string[] {
  const before = old === undefined ? undefined : textOf(old);
  const after = textOf(next);
  if (after === undefined || (old !== undefined && before === undefined)) {
    return old !== undefined && digest(old) === digest(next) ? [] : [`binary content of ${next.length} bytes`];
  }
  const difference = unifiedDiff(before, after);
  return difference === '' ? [] : [difference];
}
