/** Reading files. */
import { execFunction, execFunctions, field } from '../../contract/index.js';
import { observePermissions } from '../files/permissions.js';
import { absolute } from '../files/place.js';

const path = field.string({
  required: true,
  doc: 'A relative path counts from the project folder.',
  example: '/etc/hostname',
});

export default execFunctions({
  ref: 'file',
  summary: 'Reads files, without changing any.',
  functions: {
    read: execFunction({
      summary: 'The content of a file.',
      fields: {
        path,
        encoding: field.string({
          doc: 'How bytes become text.',
          default: 'utf8',
          one_of: ['utf8', 'latin1', 'base64'],
        }),
      },
      effects: 'none',
      async run(ctx, args) {
        const place = absolute(ctx.directory, args.path);
        const content = await ctx.files.read(place);
        if (content === undefined) return { result: false, ret: null, comment: `there is no file ${place}` };
        const encoding = args.encoding === 'latin1' || args.encoding === 'base64' ? args.encoding : 'utf8';
        return { result: true, ret: Buffer.from(content).toString(encoding) };
      },
    }),
    stat: execFunction({
      summary: 'Kind, size, mode, owner and time of change of what is at a path. A link is not followed.',
      fields: { path },
      effects: 'none',
      async run(ctx, args) {
        const place = absolute(ctx.directory, args.path);
        const status = await ctx.files.status(place);
        if (status === undefined) return { result: false, ret: null, comment: `there is nothing at ${place}` };
        const target = status.kind === 'symlink' ? { target: (await ctx.files.readLink(place)) ?? null } : {};
        const ret = {
          path: place,
          kind: status.kind,
          size: status.size,
          ...(await observePermissions(ctx.files, status)),
          modified: new Date(status.modified).toISOString(),
          ...target,
        };
        return { result: true, ret };
      },
    }),
  },
});
