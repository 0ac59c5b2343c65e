/** The JSON Schema of SLS files with the states that are installed, for editors. */
import { functionsOf, type Hub, type JsonSchema, jsonSchemaOf } from '../../hub/index.js';
import { keywordReferences, keywordSchemas } from './keyword-schemas.js';

/** Loads every state. A state that cannot be loaded is left out. */
export async function slsSchema(hub: Hub): Promise<JsonSchema> {
  const functions: Record<string, JsonSchema> = {};
  const longForms: Record<string, JsonSchema> = {};
  const calls: Record<string, JsonSchema> = {};
  for (const ref of hub.refs('states')) {
    const plugin = await hub.load('states', ref).catch(() => undefined);
    if (plugin === undefined) continue;
    const { summary } = plugin.definition;
    longForms[ref] = { description: summary, type: 'array' };
    for (const fun of functionsOf(plugin)) {
      const reference = `${ref}.${fun.name}`;
      functions[reference] = callSchema(reference, fun.summary);
      calls[reference] = argumentsSchema(fun);
    }
  }
  const references = Object.keys(functions);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'SLS',
    description: 'SLS files as they are after rendering, with the states that are installed.',
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
      ...calls,
      ...keywordSchemas(),
    },
  };
}

/** What stands below a path reference: a list of one-key mappings, or one mapping of the same; nothing when no argument is needed. */
function callSchema(reference: string, description: string): JsonSchema {
  const $ref = `#/$defs/${reference}`;
  return {
    description,
    anyOf: [{ type: 'array', items: { $ref, type: 'object', maxProperties: 1 } }, { $ref }, { type: 'null' }],
  };
}

function argumentsSchema(fun: ReturnType<typeof functionsOf>[number]): JsonSchema {
  const { properties = {}, additionalProperties } = jsonSchemaOf(fun) as {
    readonly properties?: Readonly<Record<string, JsonSchema>>;
    readonly additionalProperties?: unknown;
  };
  return {
    type: 'object',
    properties: { ...properties, ...keywordReferences() },
    patternProperties: { '^__': {} },
    additionalProperties,
  };
}
