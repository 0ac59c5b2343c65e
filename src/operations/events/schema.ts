/** The JSON Schema of events, published with the package. */
import { bodies, definitions } from './bodies.js';
import { about, integer, type JsonSchema, object, oneOf, text } from './shape.js';

const envelope = object({
  v: about('Version of the envelope.', oneOf(1)),
  seq: about('Counts from 1 within one command, without gaps.', integer),
  time: about('ISO 8601, UTC, milliseconds.', text),
  run: about('Id of the run, as in the history of the enforced state.', text),
  run_name: about('Name of the run: names the enforced state.', text),
});

/** Of one line. What a reader does not know, types and members alike, it passes over: both may be added. */
export function eventSchema(): JsonSchema {
  const types = Object.entries(bodies).map(([type, { schema }]) => [`event-${type}`, schema] as const);
  const { properties, required } = envelope.schema as {
    readonly properties: JsonSchema;
    readonly required: readonly string[];
  };
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Holdfast event',
    description: 'One line of --events. Members and types may be added; none is taken away or changed.',
    type: 'object',
    properties: { ...properties, body: { oneOf: types.map(([name]) => ({ $ref: `#/$defs/${name}` })) } },
    required: [...required, 'body'],
    $defs: {
      ...Object.fromEntries(types),
      ...Object.fromEntries(Object.entries(definitions).map(([name, { schema }]) => [name, schema])),
    },
  };
}
