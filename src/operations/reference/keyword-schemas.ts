/** What may stand behind the keywords that every state takes, as JSON Schema. */
import type { JsonSchema } from '../../hub/index.js';
import { CHUNK_KEYWORDS, ENGINE_KEYWORDS, REQUISITES, USES } from '../../sls/index.js';

const TEXTS: JsonSchema = { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] };
const NAME: JsonSchema = { type: ['string', 'number', 'boolean'] };
const ref = (name: string): JsonSchema => ({ $ref: `#/$defs/${name}` });
const orNull = (...choices: readonly JsonSchema[]): readonly JsonSchema[] => [...choices, { type: 'null' }];

/** References from each keyword to its definition, for the properties of a call. */
export function keywordReferences(): Readonly<Record<string, JsonSchema>> {
  const found: Record<string, JsonSchema> = {};
  for (const name of [...REQUISITES.keys(), ...USES]) found[name] = ref('targets');
  found['arg_bind'] = { type: 'array' };
  for (const name of [...ENGINE_KEYWORDS, ...CHUNK_KEYWORDS]) found[name] = name in keywords ? ref(name) : {};
  return found;
}

/** The definitions. */
export function keywordSchemas(): Readonly<Record<string, JsonSchema>> {
  return keywords;
}

const keywords: Readonly<Record<string, JsonSchema>> = {
  targets: {
    description: 'State refs with IDs, names or patterns; or IDs alone.',
    anyOf: orNull({ type: 'array', items: { type: ['string', 'object'] } }, { type: 'object' }, { type: 'string' }),
  },
  name: { description: 'Default: the ID.', anyOf: orNull(NAME) },
  names: {
    description: 'One state for each name.',
    anyOf: orNull(NAME, {
      type: 'array',
      items: { anyOf: [NAME, { type: 'object', minProperties: 1, maxProperties: 1 }] },
    }),
  },
  order: {
    description: 'When it runs, where nothing else decides.',
    anyOf: orNull({ type: 'number' }, { enum: ['first', 'last'] }),
  },
  onlyif: {
    description: 'Run only when all of these hold: commands, or exec functions.',
    anyOf: orNull(ref('conditions')),
  },
  unless: {
    description: 'Skip when all of these hold: commands, or exec functions.',
    anyOf: orNull(ref('conditions')),
  },
  conditions: {
    anyOf: [ref('condition'), { type: 'array', items: ref('condition') }],
  },
  condition: {
    anyOf: [
      { type: ['string', 'boolean'] },
      {
        type: 'object',
        properties: { exec: { type: 'string' }, args: { type: ['object', 'null'] } },
        required: ['exec'],
        additionalProperties: false,
      },
    ],
  },
  creates: { description: 'Skip when these paths exist.', anyOf: orNull(TEXTS) },
  retry: {
    description: 'Repeat while it fails, or until a condition holds.',
    anyOf: orNull(
      { type: 'boolean' },
      { type: 'integer', minimum: 1 },
      {
        type: 'object',
        properties: {
          attempts: { description: 'Calls at the most, the first included.', type: 'integer', minimum: 1 },
          interval: { description: 'Between two of them.', ...ref('duration') },
          splay: { description: 'At the most so much more, at random.', ...ref('duration') },
          until: { description: 'Such as `new_state:status == RUNNING`.', type: ['boolean', 'string'] },
        },
        additionalProperties: false,
      },
    ),
  },
  duration: {
    description: 'Seconds, or a length of time such as 30s, 5m or 1h30m.',
    anyOf: [
      { type: 'number', minimum: 0 },
      { type: 'string', pattern: '^\\s*(\\d+(\\.\\d+)?|(\\d+(\\.\\d+)?(ms|s|m|h|d))+)\\s*$' },
    ],
  },
  timeout: { description: 'For the whole call, retries included.', anyOf: orNull(ref('duration')) },
  delay: { description: 'To wait before the call.', anyOf: orNull(ref('duration')) },
  noop: { description: 'Say what would change, and change nothing.', type: ['boolean', 'null'] },
  protect: { description: 'Refuse removal and replacement.', type: ['boolean', 'null'] },
  ignore_changes: {
    description: 'Arguments, or paths into them, that are given on creation and left alone afterwards.',
    anyOf: orNull({ type: 'array', items: { type: 'string' } }),
  },
  sensitive: {
    description: 'Arguments that are never shown.',
    anyOf: orNull({ type: 'array', items: { type: 'string' } }),
  },
  acct_profile: { description: 'The account profile to use.', type: ['string', 'null'] },
  acct_data: {
    description: 'Credentials in place of those of the run: provider to profile to data.',
    type: ['object', 'null'],
  },
  recreate_on_update: {
    description: 'Replace instead of changing in place.',
    anyOf: orNull({
      type: 'object',
      properties: { create_before_destroy: { type: 'boolean' } },
      additionalProperties: false,
    }),
  },
};
