import {
  type Context,
  type EsmAccess,
  execFunction,
  execFunctions,
  field,
  ProviderError,
} from '../../contract/index.js';

const where = {
  provider: field.string({ default: 'local', doc: 'The store.', example: 'aws' }),
  profile: field.string({ default: 'default', doc: "The store's account profile.", example: 'default' }),
};

interface Where {
  readonly provider?: string | null;
  readonly profile?: string | null;
}

function which({ provider, profile }: Where): { provider: string; profile: string } {
  return { provider: provider ?? 'local', profile: profile ?? 'default' };
}

function access(ctx: Context): EsmAccess {
  if (ctx.esm !== undefined) return ctx.esm;
  throw new ProviderError('The enforced state is in use by this run; call this function by itself', {
    class: 'unsupported',
  });
}

export default execFunctions({
  ref: 'esm',
  summary: 'The enforced state: looking at it, and mending it.',
  functions: {
    show: execFunction({
      summary: 'Every ESM tag with its last new state.',
      fields: where,
      effects: 'none',
      run: async (ctx, args) => ({ result: true, ret: await access(ctx).show(which(args)) }),
    }),
    remove: execFunction({
      summary: 'Removes one record; the thing it stands for is left alone. An unknown tag is no error.',
      fields: {
        tag: field.string({ required: true, doc: 'The ESM tag.', example: 'cloud.network_|-net_|-net_|-' }),
        ...where,
      },
      effects: 'write',
      async run(ctx, args) {
        const removed = await access(ctx).remove(args.tag, which(args));
        return {
          result: true,
          ret: removed?.state ?? null,
          comment: removed === undefined ? `there is no record ${args.tag}` : `removed the record ${args.tag}`,
        };
      },
    }),
    unlock: execFunction({
      summary: 'Takes the lock away from whoever holds it: the next write of that run is refused.',
      fields: {
        ...where,
        id: field.string({ doc: 'Id of the lock; only that one is taken away. Default: the present one.' }),
      },
      effects: 'write',
      async run(ctx, args) {
        const { provider, profile } = which(args);
        const broken = await access(ctx).unlock(args.id ?? undefined, { provider, profile });
        const comment =
          broken === undefined
            ? 'nobody is known to hold the lock; the store was told to release it'
            : `unlocked; it was held by ${broken.operation} (process ${broken.pid} on ${broken.machine})`;
        return { result: true, ret: broken === undefined ? null : { ...broken }, comment };
      },
    }),
    validate: execFunction({
      summary: 'Whether the state can be read, and is of a version that is known.',
      fields: where,
      effects: 'none',
      async run(ctx, args) {
        const { version, records, openIntents, diagnostics } = await access(ctx).validate(which(args));
        const bad = diagnostics.some(({ severity }) => severity === 'error');
        return {
          result: !bad,
          ret: { version, records, open_calls: openIntents },
          comment: diagnostics.map(({ summary }) => summary),
        };
      },
    }),
    version: execFunction({
      summary: 'The newest version of the state that is understood.',
      fields: {},
      effects: 'none',
      run: (ctx) => ({ result: true, ret: access(ctx).version }),
    }),
  },
});
