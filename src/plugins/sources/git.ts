import { createHash } from 'node:crypto';
import { type SourceContext, source } from '../../contract/index.js';
import { type ProcessResult, revealDeep } from '../../kernel/index.js';
import { archiveSource, badSource, LIMITS, orRefused } from '../archives/archive.js';
import { readTar } from '../archives/tar.js';

/** Milliseconds for talking to the server. */
const FETCH_TIMEOUT = 300_000;
const FETCHED = 'refs/holdfast/fetched';
/** The only ways to reach a repository; above all not `ext`, which runs programs. */
const ALLOWED = 'file:git:http:https:ssh';
const BRANCH = /^\w[\w./-]*$/;
/** Prints what git asks for out of the environment, so that it is in no argument and no file. */
const ASK =
  '!f() { test "$1" = get && printf "username=%s\\npassword=%s\\n" "$HOLDFAST_GIT_USERNAME" "$HOLDFAST_GIT_PASSWORD"; }; f';

/**
 * The newest commit of one branch of a git repository. Fetched without history into a bare repository of the cache, and read from there as an
 * archive: no working tree is made, so no link, hook or filter of the repository ever has an effect. The profile may hold `branch`,
 * `username` and `password`, `ssh_key` (path of a private key), `port`.
 */
export default source({
  ref: 'git',
  summary: 'A branch of a git repository.',
  protocols: ['git', 'git+file', 'git+http', 'git+https', 'git+ssh'],
  async open(ctx, location, protocol) {
    const profile = revealDeep(ctx.account) as Readonly<Record<string, unknown>>;
    const url = urlOf(protocol === 'git' ? 'git' : protocol.slice('git+'.length), location, profile);
    const branch = branchOf(profile['branch']);
    const folder = `${ctx.cacheDirectory}/${createHash('sha256').update(`${url}\n${branch}`).digest('hex').slice(0, 32)}`;
    await ctx.files.makeDirectory(folder, { mode: 0o700, parents: true });
    const git = (words: readonly string[], timeout?: number) => run(ctx, profile, folder, words, timeout);
    const fetch = ['fetch', '--quiet', '--depth=1', '--no-tags', '--no-recurse-submodules', '--force', '--', url];
    await done(url, git(['init', '--quiet', '--bare', '--template=', '.']));
    await done(url, git([...fetch, `${branch}:${FETCHED}`], FETCH_TIMEOUT));
    const archive = await done(url, git(['archive', '--format=tar', FETCHED]));
    if (archive.truncated) throw badSource(`${url} holds more than ${LIMITS.unpacked} bytes`);
    return archiveSource(
      url,
      orRefused(url, () => readTar(archive.stdout)),
      { root: '' },
    );
  },
});

/** With the port of the profile, and for ssh with its user, where the location names none. */
function urlOf(scheme: string, location: string, { port, username }: Readonly<Record<string, unknown>>): string {
  const slash = location.indexOf('/');
  const host = slash === -1 ? location : location.slice(0, slash);
  if (host === '') return `${scheme}://${location}`;
  const user = scheme === 'ssh' && typeof username === 'string' && !host.includes('@') ? `${username}@` : '';
  const at = (typeof port === 'number' || typeof port === 'string') && !/:\d+$/.test(host) ? `:${port}` : '';
  if (!/^(?::\d{1,5})?$/.test(at)) throw badSource('the port in the account profile of a git source is no port');
  return `${scheme}://${user}${host}${at}${location.slice(host.length)}`;
}

function branchOf(given: unknown): string {
  if (given === undefined || given === null) return 'HEAD';
  if (typeof given === 'string' && BRANCH.test(given) && !given.includes('..')) return given;
  throw badSource('the branch in the account profile of a git source is no name of a branch');
}

async function run(
  ctx: SourceContext,
  profile: Readonly<Record<string, unknown>>,
  folder: string,
  words: readonly string[],
  timeout?: number,
): Promise<ProcessResult> {
  const { username, password, ssh_key: sshKey } = profile;
  const asks = typeof username === 'string' || typeof password === 'string';
  const options = ['protocol.ext.allow=never', 'core.hooksPath=/dev/null', 'credential.helper='];
  if (asks) options.push(`credential.helper=${ASK}`);
  try {
    return await ctx.processes.run({
      command: 'git',
      args: ['-C', folder, ...options.flatMap((option) => ['-c', option]), ...words],
      env: {
        GIT_ALLOW_PROTOCOL: ALLOWED,
        GIT_PROTOCOL_FROM_USER: '0',
        GIT_TERMINAL_PROMPT: '0',
        // A repository that is named by the environment would be worked on instead of the cached one.
        GIT_DIR: undefined,
        GIT_WORK_TREE: undefined,
        GIT_SSH_COMMAND: sshCommand(sshKey),
        ...(asks ? { HOLDFAST_GIT_USERNAME: text(username), HOLDFAST_GIT_PASSWORD: text(password) } : {}),
      },
      effects: 'none',
      maxOutput: LIMITS.unpacked,
      signal: ctx.signal,
      ...(timeout === undefined ? {} : { timeout }),
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw badSource('git is not installed', { hints: ['git sources need the git program; install it'] });
  }
}

/** Never asks; with a key of the profile, no other is tried. */
function sshCommand(key: unknown): string {
  const ssh = 'ssh -o BatchMode=yes';
  return typeof key === 'string' ? `${ssh} -o IdentitiesOnly=yes -i '${key.replaceAll("'", "'\\''")}'` : ssh;
}

async function done(url: string, running: Promise<ProcessResult>): Promise<ProcessResult> {
  const result = await running;
  if (result.status === 0) return result;
  const said = new TextDecoder().decode(result.stderr).trim();
  const how = result.timedOut ? `git took longer than ${FETCH_TIMEOUT / 1000} seconds` : 'git failed';
  throw badSource(`the repository ${url} cannot be read: ${how}`, said === '' ? {} : { detail: said });
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
