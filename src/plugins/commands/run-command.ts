/** Running a command as a user writes it: text for a shell, or a list for no shell. */
import { type Context, field, ProviderError, type ValuesOf } from '../../contract/index.js';
import { Masker, type ProcessRequest, type ProcessResult, reveal } from '../../kernel/index.js';

const DEFAULT_SHELL = '/bin/sh';

export const commandFields = {
  cmd: field.any({
    doc: 'The command: text is run by a shell, a list is a program and its arguments. Default: the name.',
    example: 'systemctl reload nginx',
  }),
  cwd: field.string({
    doc: 'Where it runs; a relative path counts from the project folder. Default: the project folder.',
  }),
  env: field.record(field.any(), {
    doc: 'Variables added to the environment; null removes one.',
    example: { LANG: 'C' },
  }),
  shell: field.string({ doc: 'The shell that runs a text.', default: DEFAULT_SHELL }),
  umask: field.string({ doc: "Octal and in quotes: `'027'`." }),
  stdin: field.string({ doc: 'What it reads on its standard input.' }),
  success_retcodes: field.list(field.integer(), { doc: 'Exit statuses that count as success.', default: [0] }),
};

export type CommandArguments = ValuesOf<typeof commandFields>;

export interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
  /** Exit status; null when a signal ended it. */
  readonly retcode: number | null;
  readonly signal?: string;
  readonly success: boolean;
  readonly timedOut: boolean;
  /** Some output was dropped because there was too much of it. */
  readonly truncated: boolean;
  /** The command as one line, secrets masked. */
  readonly line: string;
}

/**
 * Runs it and waits. Secrets among the arguments are masked in the output. Throws a `ProviderError` when it cannot be started, and the signal's reason when the
 * run was stopped meanwhile.
 */
export async function runCommand(
  ctx: Context,
  args: CommandArguments,
  options: { readonly cmd: unknown; readonly timeout?: number },
): Promise<CommandResult> {
  const masker = new Masker();
  masker.add({ ...args, cmd: options.cmd });
  const request: ProcessRequest = {
    ...programOf(options.cmd, args),
    cwd: await workingFolder(ctx, args.cwd),
    env: environmentOf(args.env),
    ...(args.stdin === undefined || args.stdin === null ? {} : { input: reveal(args.stdin) }),
    ...(options.timeout === undefined ? {} : { timeout: options.timeout }),
    signal: ctx.signal,
  };
  const line = masker.mask(lineOf(options.cmd));
  const ran = await ctx.processes.run(request).catch((error: unknown) => {
    throw cannotStart(line, error);
  });
  ctx.signal.throwIfAborted();
  return resultOf(ran, args.success_retcodes ?? [0], line, masker);
}

/** One sentence about how it ended. */
export function describeCommand(ran: CommandResult): string {
  const how = ran.timedOut
    ? 'took too long and was ended'
    : ran.retcode === null
      ? `was ended by ${ran.signal ?? 'a signal'}`
      : `exited with ${ran.retcode}`;
  return `\`${ran.line}\` ${how}${ran.truncated ? '; its output was too long and is cut' : ''}`;
}

function resultOf(ran: ProcessResult, successes: readonly number[], line: string, masker: Masker): CommandResult {
  const text = (bytes: Uint8Array): string => masker.mask(Buffer.from(bytes).toString('utf8'));
  return {
    stdout: text(ran.stdout),
    stderr: text(ran.stderr),
    retcode: ran.status ?? null,
    ...(ran.signal === undefined ? {} : { signal: ran.signal }),
    success: !ran.timedOut && ran.status !== undefined && successes.includes(ran.status),
    timedOut: ran.timedOut,
    truncated: ran.truncated,
    line,
  };
}

function programOf(cmd: unknown, args: CommandArguments): { command: string; args?: string[]; shell?: string } {
  const umask = umaskOf(args.umask);
  const shell = args.shell ?? DEFAULT_SHELL;
  const given = reveal(cmd);
  if (Array.isArray(given)) {
    const [command, ...rest] = given.map((part) => String(reveal(part)));
    if (command === undefined) throw invalid('cmd is an empty list');
    if (umask === undefined) return { command, args: rest };
    return { command: DEFAULT_SHELL, args: ['-c', 'umask "$0" && exec "$@"', umask, command, ...rest] };
  }
  const text = typeof given === 'string' ? given : String(given);
  if (text.trim() === '') throw invalid('cmd is empty');
  return { command: umask === undefined ? text : `umask ${umask}\n${text}`, shell };
}

function umaskOf(umask: string | null | undefined): string | undefined {
  if (umask === null || umask === undefined) return undefined;
  if (/^[0-7]{1,4}$/.test(umask)) return umask;
  throw invalid(`'${umask}' is not a umask: write it in octal and in quotes, '027'`);
}

async function workingFolder(ctx: Context, cwd: string | null | undefined): Promise<string> {
  const path = cwd === undefined || cwd === null ? ctx.directory : absoluteFrom(ctx.directory, cwd);
  const real = await ctx.files.realPath(path);
  if (real === undefined || (await ctx.files.status(real))?.kind !== 'directory')
    throw invalid(`cwd ${path} is not a directory`);
  return path;
}

function absoluteFrom(directory: string, path: string): string {
  return path.startsWith('/') || /^[A-Za-z]:[\\/]/.test(path) ? path : `${directory}/${path}`;
}

function environmentOf(env: Readonly<Record<string, unknown>> | null | undefined): Record<string, string | undefined> {
  const entries = Object.entries(env ?? {}).map(([name, value]) => {
    const plain = reveal(value);
    return [name, plain === null || plain === undefined ? undefined : String(plain)] as const;
  });
  return Object.fromEntries(entries);
}

function lineOf(cmd: unknown): string {
  const given = reveal(cmd);
  return Array.isArray(given) ? given.map((part) => String(reveal(part))).join(' ') : String(given);
}

function cannotStart(line: string, error: unknown): ProviderError {
  const code = (error as { code?: unknown } | null)?.code;
  const why = code === 'ENOENT' ? 'there is no such program' : code === 'EACCES' ? 'it may not be run' : undefined;
  if (why === undefined) throw error;
  return new ProviderError(`\`${line}\` cannot be started: ${why}`, { class: 'invalid', cause: error });
}

function invalid(message: string): ProviderError {
  return new ProviderError(message, { class: 'invalid' });
}
