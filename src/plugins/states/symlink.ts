/** Symbolic links. */
import { field, ProviderError, resource } from '../../contract/index.js';
import { absolute, ensureParent, instructions, occupied, pathOf, placeFields, wishedPath } from '../files/place.js';

const FORCE_HINT = 'set force: true to put the link in its place';

const INSTRUCTIONS = ['makedirs', 'force'] as const;

export default resource({
  ref: 'symlink',
  summary: 'A symbolic link with its target.',
  fields: {
    ...placeFields,
    target: field.string({
      required: true,
      doc: 'Where it leads, exactly as it is written into the link: a relative target counts from the folder of the link. It need not exist.',
      example: '/opt/app/current',
    }),
    force: field.boolean({ doc: 'Replaces a file or an empty directory that is in the way.' }),
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
    const status = await ctx.files.status(path);
    if (status === undefined) return { kind: 'absent' };
    if (status.kind !== 'symlink') {
      if (identity['force'] === true) return { kind: 'absent' };
      throw occupied(path, status.kind, 'a symbolic link', FORCE_HINT);
    }
    return {
      kind: 'present',
      id: path,
      state: {
        name: String(identity['path']),
        resource_id: path,
        ...instructions(identity, INSTRUCTIONS),
        target: (await ctx.files.readLink(path)) ?? null,
      },
    };
  },

  async create(ctx, args) {
    const path = wishedPath(ctx.directory, args);
    const target = wishedTarget(args.target);
    await ensureParent(ctx.files, path, args.makedirs);
    const inTheWay = await ctx.files.status(path);
    if (inTheWay !== undefined && inTheWay.kind !== 'symlink') {
      if (args.force !== true) throw occupied(path, inTheWay.kind, 'a symbolic link', FORCE_HINT);
      await ctx.files.remove(path);
    }
    await ctx.files.makeLink(path, target);
    ctx.born(path);
    return { id: path };
  },

  async update(ctx, current, args) {
    await ctx.files.makeLink(current.id, wishedTarget(args.target));
  },

  remove: (ctx, current) => ctx.files.remove(current.id),
});

function wishedTarget(target: string): string {
  if (target !== '') return target;
  throw new ProviderError('the target of a link cannot be empty', { class: 'invalid' });
}
