import { type SourceContext, source } from '../../contract/index.js';
import { isSecret, revealDeep } from '../../kernel/index.js';
import { archiveSource, badSource, LIMITS, type Members, orRefused } from '../archives/archive.js';
import { isGzip, isTar, readTar } from '../archives/tar.js';
import { isZip, readZip } from '../archives/zip.js';

/** Milliseconds. */
const TIMEOUT = 60_000;

/**
 * An archive behind a URL: zip, tar or tar.gz, told by its content. `https://profile@host/tree.tar.gz`. The profile may hold `token`, or
 * `username` and `password`.
 */
export default source({
  ref: 'http',
  summary: 'An archive of files behind a URL.',
  protocols: ['http', 'https'],
  async open(ctx, location, protocol) {
    const url = `${protocol}://${location}`;
    if (!URL.canParse(url)) throw badSource(`${url} is no URL`);
    const bytes = await fetchArchive(ctx, url);
    return archiveSource(
      url,
      orRefused(url, () => membersOf(url, bytes)),
    );
  },
});

async function fetchArchive(ctx: SourceContext, url: string): Promise<Uint8Array> {
  const headers = authorization(ctx);
  const response = await ctx.http
    .request({ url, timeout: TIMEOUT, signal: ctx.signal, ...(headers === undefined ? {} : { headers }) })
    .catch((error: unknown) => {
      ctx.signal.throwIfAborted();
      throw badSource(`${url} cannot be reached`, { detail: error instanceof Error ? error.message : String(error) });
    });
  if (response.status !== 200) {
    const hints =
      response.status === 401 || response.status === 403 ? ['name an account profile: https://profile@host/path'] : [];
    throw badSource(`${url} answers ${response.status}`, { hints });
  }
  if (response.body.length > LIMITS.archive) {
    throw badSource(`${url} has ${response.body.length} bytes, more than ${LIMITS.archive}`);
  }
  return response.body;
}

function membersOf(url: string, bytes: Uint8Array): Members {
  if (isZip(bytes)) return readZip(bytes);
  if (isGzip(bytes) || isTar(bytes)) return readTar(bytes);
  throw badSource(`${url} is no archive`, { hints: ['zip, tar and tar.gz are understood'] });
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
