import { type OpenSource, type SourceContext, source } from '../../contract/index.js';
import { isSecret, revealDeep } from '../../kernel/index.js';
import { archiveSource, badSource, LIMITS, type Members, memberName, orRefused } from '../archives/archive.js';
import { isGzip, isTar, readTar } from '../archives/tar.js';
import { isZip, readZip } from '../archives/zip.js';

/** Milliseconds. */
const TIMEOUT = 60_000;

/** Where nothing but an archive can be. */
const ARCHIVE_ENDING = /\.(?:zip|tar|tar\.gz|tgz)$/i;

/**
 * What lies behind a URL. An archive (zip, tar or tar.gz, told by its content) is fetched once: `https://profile@host/tree.tar.gz`. Of any other
 * URL, files are asked for below it as they are needed. The profile may hold `token`, or `username` and `password`.
 */
export default source({
  ref: 'http',
  summary: 'Files below a URL, or an archive of them.',
  protocols: ['http', 'https'],
  async open(ctx, location, protocol) {
    const url = `${protocol}://${location}`;
    if (!URL.canParse(url)) throw badSource(`${url} is no URL`);
    const bytes = await fetched(ctx, url);
    const { pathname } = new URL(url);
    if (bytes !== undefined && isArchive(bytes)) {
      return archiveSource(
        url,
        orRefused(url, () => membersOf(bytes)),
      );
    }
    if (!ARCHIVE_ENDING.test(pathname)) return filesBelow(ctx, url);
    if (bytes === undefined) throw badSource(`${url} answers 404`);
    throw badSource(`${url} is no archive`, { hints: ['zip, tar and tar.gz are understood'] });
  },
});

/** A query of the URL, such as a signature, holds for each of its files. */
function filesBelow(ctx: SourceContext, url: string): OpenSource {
  const base = new URL(url);
  base.hash = '';
  if (!base.pathname.endsWith('/')) base.pathname += '/';
  return {
    async read(path) {
      if (memberName(path) !== path) return undefined;
      const file = new URL(base);
      file.pathname += path.split('/').map(encodeURIComponent).join('/');
      const bytes = await fetched(ctx, file.href, LIMITS.member);
      return bytes === undefined ? undefined : { file: file.href, bytes };
    },
  };
}

/** Undefined when there is nothing. */
async function fetched(ctx: SourceContext, url: string, limit = LIMITS.archive): Promise<Uint8Array | undefined> {
  const headers = authorization(ctx);
  const response = await ctx.http
    .request({ url, timeout: TIMEOUT, signal: ctx.signal, ...(headers === undefined ? {} : { headers }) })
    .catch((error: unknown) => {
      ctx.signal.throwIfAborted();
      throw badSource(`${url} cannot be reached`, { detail: error instanceof Error ? error.message : String(error) });
    });
  if (response.status === 404 || response.status === 410) return undefined;
  if (response.status !== 200) {
    const hints =
      response.status === 401 || response.status === 403 ? ['name an account profile: https://profile@host/path'] : [];
    throw badSource(`${url} answers ${response.status}`, { hints });
  }
  if (response.body.length > limit) throw badSource(`${url} has ${response.body.length} bytes, more than ${limit}`);
  return response.body;
}

function isArchive(bytes: Uint8Array): boolean {
  return isZip(bytes) || isGzip(bytes) || isTar(bytes);
}

function membersOf(bytes: Uint8Array): Members {
  return isZip(bytes) ? readZip(bytes) : readTar(bytes);
}

function authorization({ account }: SourceContext): Readonly<Record<string, string>> | undefined {
  const { token, username, password } = opened(account);
  if (typeof token === 'string') return { authorization: `Bearer ${token}` };
  if (typeof username !== 'string') return undefined;
  const pair = `${username}:${typeof password === 'string' ? password : ''}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

function opened(account: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(account).map(([key, value]) => [key, isSecret(value) ? revealDeep(value) : value]),
  );
}
