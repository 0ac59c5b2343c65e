/** The JSON Schema of SLS files with the states that are installed, for editors. */
import { functionsOf, type Hub, type JsonSchema, jsonSchemaOf } from '../hub/index.js';
import { CHUNK_KEYWORDS, ENGINE_KEYWORDS, REQUISITES, USES } from '../sls/index.js';

/** Loads every state. A state that cannot be loaded is left out. */
export async function slsSchema(hub: Hub): Promise<JsonSchema> {
  const functions: Record<string, JsonSchema> = {};
  const longForms: Record<string, JsonSchema> = {};
  for (const ref of hub.refs('states')) {
    const plugin = await hub.load('states', ref).catch(() => undefined);
    if (plugin === undefined) continue;
    const { summary } = plugin.definition;
    longForms[ref] = { description: summary, type: 'array' };
    for (const fun of functionsOf(plugin)) functions[`${ref}.${fun.name}`] = callSchema(fun);
  }
  const references = Object.keys(functions);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'SLS',
    type: 'object',
    properties: {
      META: { description: 'Notes of the file; states and templates may read them.' },
      include: { description: 'SLS refs of files that belong to this one.', type: 'array', items: { type: 'string' } },
      exclude: { description: 'What of the included files is left out.', type: 'array' },
      extend: { description: 'Changes to IDs of other files.', type: 'object' },
    },
    additionalProperties: { $ref: '#/$defs/declaration' },
    $defs: {
      declaration: {
        description: 'An ID: the default name of its states.',
        anyOf: [
          { type: 'string', enum: references },
          {
            type: 'object',
            properties: { META: {}, ...longForms, ...functions },
            patternProperties: { '^_': {} },
            additionalProperties: false,
          },
        ],
      },
      ...keywordSchemas(),
    },
  };
}

/** What stands below a path reference: a list of one-key mappings, or one mapping of the same; nothing when no argument is needed. */
function callSchema(fun: ReturnType<typeof functionsOf>[number]): JsonSchema {
  const { properties = {}, additionalProperties } = jsonSchemaOf(fun) as {
    readonly properties?: Readonly<Record<string, JsonSchema>>;
    readonly additionalProperties?: unknown;
  };
  const all = { ...properties, ...keywordReferences() };
  return {
    description: fun.summary,
    anyOf: [
      {
        type: 'array',
        items: {
          type: 'object',
          properties: all,
          patternProperties: { '^__': {} },
          maxProperties: 1,
          additionalProperties,
        },
      },
      { type: 'object', properties: all, patternProperties: { '^__': {} }, additionalProperties },
      { type: 'null' },
    ],
  };
}

function keywordReferences(): Readonly<Record<string, JsonSchema>> {
  const found: Record<string, JsonSchema> = {};
  for (const name of [...REQUISITES.keys(), ...USES]) found[name] = { $ref: '#/$defs/targets' };
  found['arg_bind'] = { type: 'array' };
  for (const name of ENGINE_KEYWORDS) found[name] = {};
  for (const name of CHUNK_KEYWORDS) found[name] = { $ref: `#/$defs/${name}` };
  return found;
}

function keywordSchemas(): Readonly<Record<string, JsonSchema>> {
  return {
    targets: {
      description: 'State refs with IDs, names or patterns; or IDs alone.',
      anyOf: [{ type: 'array', items: { type: ['string', 'object'] } }, { type: 'object' }],
    },
    name: { description: 'Default: the ID.', type: ['string', 'null'] },
    names: {
      description: 'One state for each name.',
      type: 'array',
      minItems: 1,
      items: { type: ['string', 'object'] },
    },
    order: {
      description: 'When it runs, where nothing else decides.',
      anyOf: [{ type: 'number' }, { enum: ['first', 'last'] }],
    },
  };
}
