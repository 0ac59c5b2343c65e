/** Directories: mode and owner. What is in them is not managed. */
import { field, ProviderError, resource } from '../../contract/index.js';
import { applyPermissions, differing, modeBits, observePermissions, permissionFields } from '../files/permissions.js';
import {
  absolute,
  ensureParent,
  followed,
  instructions,
  isWithin,
  occupied,
  pathOf,
  placeFields,
  wishedPath,
} from '../files/place.js';

const INSTRUCTIONS = ['makedirs', 'recurse'] as const;

export default resource({
  ref: 'directory',
  summary: 'A directory with its mode and owner.',
  fields: {
    ...placeFields,
    ...permissionFields,
    recurse: field.boolean({ doc: 'Removes it with everything in it. Without it only an empty directory is removed.' }),
  },
  identity: {
    kind: 'name',
    of(args, known) {
      const path = pathOf(args, known);
      return path === undefined ? undefined : { path, ...instructions(args, INSTRUCTIONS) };
    },
  },

  async observe(ctx, identity) {
    const path = absolute(ctx.directory, String(identity['path']));
    const found = await followed(ctx.files, path);
    if (found === undefined) return { kind: 'absent' };
    if (found.status.kind !== 'directory') {
      throw occupied(path, found.status.kind, 'a directory', 'remove it, or give another path');
    }
    return {
      kind: 'present',
      id: path,
      state: {
        name: String(identity['path']),
        resource_id: path,
        ...instructions(identity, INSTRUCTIONS),
        ...(await observePermissions(ctx.files, found.status)),
      },
    };
  },

  async create(ctx, args) {
    const path = wishedPath(ctx.directory, args);
    const mode = modeBits(args.mode);
    await ensureParent(ctx.files, path, args.makedirs);
    await ctx.files.makeDirectory(path, mode === undefined ? {} : { mode });
    ctx.born(path);
    const status = await ctx.files.status(path);
    if (status !== undefined) await applyPermissions(ctx.files, path, args, status);
    return { id: path };
  },

  async update(ctx, current, args, difference) {
    const found = await followed(ctx.files, current.id);
    if (found === undefined) throw new ProviderError(`${current.id} is gone`, { class: 'not-found' });
    await applyPermissions(ctx.files, found.path, differing(args, difference), found.status);
  },

  async remove(ctx, current) {
    const entry = await ctx.files.status(current.id);
    if (entry === undefined) return;
    if (entry.kind === 'symlink') return ctx.files.remove(current.id);
    const recurse = current.state.recurse === true;
    if (recurse && isWithin(current.id, ctx.directory)) {
      throw new ProviderError(`${current.id} holds the project folder ${ctx.directory}, and is not removed`, {
        class: 'invalid',
      });
    }
    const inside = (await ctx.files.list(current.id)) ?? [];
    if (!recurse && inside.length > 0) {
      throw new ProviderError(`${current.id} is not empty: it holds ${count(inside)}`, {
        class: 'invalid',
        hints: ['set recurse: true to remove it with everything in it'],
      });
    }
    await ctx.files.remove(current.id, { recursive: recurse });
  },
});

function count(names: readonly string[]): string {
  const first = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${first} and ${names.length - 3} more` : first;
}
