/** Running an SLS module's bundle in a thread of its own, which ends with it: nothing stays behind in a process that goes on. */
import { randomUUID } from 'node:crypto';
import {
  packed,
  type RenderContext,
  type SlsCodeMessage,
  type SlsCodeReply,
  type SlsCodeTask,
  unpacked,
} from '../../contract/index.js';
import { diagnosticsOf } from '../../kernel/index.js';

export interface ApartLimits {
  readonly milliseconds: number;
  readonly megabytes: number;
}

export const APART_LIMITS: ApartLimits = { milliseconds: 30_000, megabytes: 512 };

export type ApartAnswer =
  | {
      readonly kind: 'data';
      readonly data: unknown /** By container: its stack of one line. */;
      readonly sites: ReadonlyMap<object, string>;
    }
  | { readonly kind: 'failed'; readonly name: string; readonly message: string; readonly stack: string }
  | { readonly kind: 'no-data'; readonly message: string }
  | { readonly kind: 'limit'; readonly what: 'time' | 'memory' };

/** Rejects only when the context's signal is aborted. */
export async function runApart(url: string, ctx: RenderContext, limits: ApartLimits): Promise<ApartAnswer> {
  const token = randomUUID();
  const task: SlsCodeTask = { token, params: packed(ctx.params, token) };
  // Loaded late: most runs have no file of code.
  const { Worker } = await import('node:worker_threads');
  const worker = new Worker(new URL(url), {
    workerData: task,
    // Nothing of this process is seen inside.
    env: {},
    execArgv: [],
    argv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: limits.megabytes },
  });
  const timeout = AbortSignal.timeout(limits.milliseconds);
  try {
    return await new Promise<ApartAnswer>((resolve, reject) => {
      const failed = (error: Error): void => {
        const memory = (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY';
        resolve(
          memory
            ? { kind: 'limit', what: 'memory' }
            : { kind: 'failed', name: error.name, message: error.message, stack: error.stack ?? '' },
        );
      };
      const stop = (): void => reject(ctx.signal.reason as Error);
      if (ctx.signal.aborted) return stop();
      ctx.signal.addEventListener('abort', stop, { once: true });
      timeout.addEventListener('abort', () => resolve({ kind: 'limit', what: 'time' }), { once: true });
      worker.on('error', failed);
      worker.on('messageerror', failed);
      worker.on('exit', () => {
        ctx.signal.removeEventListener('abort', stop);
        resolve({ kind: 'failed', name: 'Error', message: 'it ended without an answer', stack: '' });
      });
      worker.on('message', (message: SlsCodeMessage) => {
        if (message.kind === 'call') void answerCall(message, ctx, token).then((reply) => worker.postMessage(reply));
        else resolve(answerOf(message, token));
      });
    });
  } finally {
    await worker.terminate();
  }
}

function answerOf(message: Exclude<SlsCodeMessage, { kind: 'call' }>, token: string): ApartAnswer {
  if (message.kind !== 'done') return message;
  const stacks = new Map(message.sites);
  const sites = new Map<object, string>();
  let containers = 0;
  const data = unpacked(message.data, token, (container) => {
    const stack = stacks.get(containers++);
    if (stack !== undefined) sites.set(container, stack);
  });
  return { kind: 'data', data, sites };
}

async function answerCall(
  { id, reference, args }: Extract<SlsCodeMessage, { kind: 'call' }>,
  { services }: RenderContext,
  token: string,
): Promise<SlsCodeReply> {
  try {
    if (services === undefined) return { id, problem: `${reference} cannot be called from here` };
    const given = unpacked(args, token) as Readonly<Record<string, unknown>>;
    const { result, ret, comment } = await services.exec(reference, given);
    return { id, answer: packed({ result, ret: ret ?? null, comment: comment ?? null }, token) };
  } catch (thrown) {
    const diagnostics = diagnosticsOf(thrown);
    if (diagnostics === undefined) return { id, problem: thrown instanceof Error ? thrown.message : String(thrown) };
    return { id, problem: diagnostics.flatMap(({ summary, hints = [] }) => [summary, ...hints]).join('; ') };
  }
}
