import { posix, win32 } from 'node:path';
import { type OpenSource, source } from '../../contract/index.js';
import { DiagnosticError, type FileReader } from '../../kernel/index.js';

/** Endings of files that are read as an archive; what reads them is loaded for them only. */
const archives = [
  { ending: /\.zip$/i, read: async () => (await import('../archives/zip.js')).readZip },
  { ending: /\.(?:tar|tar\.gz|tgz)$/i, read: async () => (await import('../archives/tar.js')).readTar },
];

/**
 * A directory, or an archive by the ending of its name. Symbolic links are followed as long as they stay below it; what leads out is answered like a missing file.
 */
export default source({
  ref: 'file',
  summary: 'A directory of files, or an archive of them.',
  protocols: ['file'],
  async open(ctx, location): Promise<OpenSource> {
    const root = await ctx.files.realPath(location);
    const kind = root === undefined ? undefined : (await ctx.files.status(root))?.kind;
    const archive = archives.find(({ ending }) => ending.test(location));
    if (kind === 'file' && archive !== undefined) {
      const { openLocalArchive } = await import('../archives/local-archive.js');
      return openLocalArchive(ctx, location, await archive.read());
    }
    if (root === undefined || kind !== 'directory') {
      throw new DiagnosticError({
        severity: 'error',
        code: 'sls/bad-source',
        summary: `there is no directory ${location}`,
        hints: ['a file source names an existing directory: file:///srv/sls'],
      });
    }
    return { read: (path) => readBelow(ctx.files, location, root, path) };
  },
});

async function readBelow(
  files: FileReader,
  location: string,
  root: string,
  path: string,
): ReturnType<OpenSource['read']> {
  if (!staysBelow(path)) return undefined;
  const separator = root.includes('\\') ? win32.sep : posix.sep;
  const file = join(location, path, separator);
  const real = await files.realPath(join(root, path, separator));
  if (real === undefined || !real.startsWith(root.endsWith(separator) ? root : root + separator)) return undefined;
  if ((await files.status(real))?.kind !== 'file') return undefined;
  const bytes = await files.read(real);
  return bytes === undefined ? undefined : { file, bytes };
}

function join(directory: string, path: string, separator: string): string {
  const below = path.split('/').join(separator);
  return directory.endsWith(separator) ? directory + below : directory + separator + below;
}

/** Relative, and without a part that could lead elsewhere. */
function staysBelow(path: string): boolean {
  if (path === '' || /[\\\0:]/.test(path)) return false;
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}
