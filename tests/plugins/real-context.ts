import { nodePorts, noLog } from '../../src/app/ports/index.js';
import type { ResourceContext, ResourceDefinition } from '../../src/contract/index.js';
import { equal } from '../../src/kernel/index.js';
import { fakeContext } from '../../src/plugins/fake-context.js';

/** A context with this machine's files, processes and clock. */
export function realContext(directory: string, given: Partial<ResourceContext> = {}): ResourceContext {
  const { files, processes, clock, random } = nodePorts({ log: noLog(), environment: { PATH: process.env['PATH'] } });
  return fakeContext({ files, processes, clock, random, directory, ...given });
}

export interface Pass {
  readonly did: 'nothing' | 'create' | 'update' | 'remove';
  /** What was read back afterwards; undefined when it is absent. */
  readonly state: Readonly<Record<string, unknown>> | undefined;
  readonly differing: readonly string[];
}

/** `present` or `absent` at its barest: observe, compare, act, observe. */
export async function enforce(
  definition: ResourceDefinition,
  ctx: ResourceContext,
  wish: 'present' | 'absent',
  args: Readonly<Record<string, unknown>>,
): Promise<Pass> {
  const given = args as Parameters<ResourceDefinition['create']>[1];
  const identity = definition.identity.of(given, { oldState: null });
  if (identity === undefined) throw new Error('there is no identity');
  const before = await definition.observe(ctx, identity);
  const current = before.kind === 'present' ? before : undefined;
  const state = (current?.state ?? {}) as Readonly<Record<string, unknown>>;
  const differing = Object.keys(args).filter((name) => {
    const normalise = (value: unknown): unknown =>
      value === null || value === undefined ? value : (definition.fields[name]?.normalise?.(value) ?? value);
    return args[name] !== null && !equal(normalise(args[name]), normalise(state[name]));
  });
  let did: Pass['did'] = 'nothing';
  if (wish === 'absent') {
    if (current !== undefined) {
      did = 'remove';
      await definition.remove(ctx, current);
    }
  } else if (current === undefined) {
    did = 'create';
    await definition.create(ctx, given);
  } else if (differing.length > 0) {
    did = 'update';
    const leaves = differing.map((name) => ({ path: [name], old: state[name], new: args[name] }));
    await definition.update?.(ctx, current, given, leaves);
  }
  const after = await definition.observe(ctx, identity);
  return { did, differing, state: after.kind === 'present' ? (after.state as Record<string, unknown>) : undefined };
}
