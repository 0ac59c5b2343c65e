/** Credentials in variables of the environment, as a pipeline sets them. */
import { accountBackend, field } from '../../contract/index.js';

const variable = field.string({ example: 'AWS_SECRET_ACCESS_KEY' });

export default accountBackend({
  ref: 'env',
  summary: 'Variables of the environment: for each key of a profile the name of its variable.',
  fields: {
    profiles: field.record(field.record(field.record(variable)), {
      required: true,
      doc: 'Provider to profile to key to the name of a variable. An empty variable counts as not set.',
      example: { aws: { default: { aws_access_key_id: 'AWS_ACCESS_KEY_ID' } } },
    }),
    optional: field.boolean({ default: false, doc: 'Leave out what is not set, instead of refusing.' }),
  },
  async unlock(ctx, { profiles, optional }) {
    const missing: string[] = [];
    const read = (name: string): string | undefined => {
      const value = ctx.variable(name);
      if (value !== undefined && value !== '') return value;
      if (optional !== true) missing.push(name);
      return undefined;
    };
    const data = mapValues(profiles, (named) =>
      mapValues(named, (keys) =>
        Object.fromEntries(
          Object.entries(keys).flatMap(([key, name]) => {
            const value = read(name);
            return value === undefined ? [] : [[key, value]];
          }),
        ),
      ),
    );
    if (missing.length > 0) throw new Error(`not set in the environment: ${[...new Set(missing)].join(', ')}`);
    return data;
  },
});

function mapValues<From, To>(record: Readonly<Record<string, From>>, change: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
