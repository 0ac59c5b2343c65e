/** An archive that is a file of this machine. */
import type { OpenSource, SourceContext } from '../../contract/index.js';
import { archiveSource, badSource, LIMITS, type Members, orRefused } from './archive.js';

export async function openLocalArchive(
  ctx: SourceContext,
  location: string,
  read: (bytes: Uint8Array) => Members,
): Promise<OpenSource> {
  const real = await ctx.files.realPath(location);
  const status = real === undefined ? undefined : await ctx.files.status(real);
  if (real === undefined || status?.kind !== 'file') {
    throw badSource(`there is no file ${location}`, { hints: ['give the whole path of the archive'] });
  }
  if (status.size > LIMITS.archive)
    throw badSource(`${location} has ${status.size} bytes, more than ${LIMITS.archive}`);
  const bytes = (await ctx.files.read(real)) ?? new Uint8Array();
  return archiveSource(
    location,
    orRefused(location, () => read(bytes)),
  );
}
