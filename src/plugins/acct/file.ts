/** Credentials in another file. */
import { accountBackend, field } from '../../contract/index.js';

export default accountBackend({
  ref: 'file',
  summary: 'Another credentials file, encrypted or plain.',
  fields: {
    path: field.string({ required: true, doc: 'The file; relative to the one that names it.', example: 'team.fernet' }),
    key: field.string({
      secret: true,
      doc: 'Its key, or where it is to be had: env:NAME, file:PATH, command:WORDS.',
      example: 'env:TEAM_KEY',
    }),
  },
  unlock: (ctx, { path, key }) => ctx.openFile(path, key ?? undefined),
});
