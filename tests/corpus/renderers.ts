/** Renderers the corpus may name: those in the box, and three that misbehave or give text. */
import { type RendererDefinition, renderer } from '../../src/contract/index.js';
import json from '../../src/plugins/renderers/json.js';
import json5 from '../../src/plugins/renderers/json5.js';
import toml from '../../src/plugins/renderers/toml.js';
import xml from '../../src/plugins/renderers/xml.js';
import yaml from '../../src/plugins/renderers/yaml.js';
import { jinjaRenderer } from '../../src/sls/index.js';

/** Text to text, of the same length: every position stays. */
const mark = renderer({
  ref: 'mark',
  summary: 'Replaces @@ by XX.',
  render: (input) => (input.kind === 'text' ? { ...input, text: input.text.replaceAll('@@', 'XX') } : input),
});

const broken = renderer({
  ref: 'broken',
  summary: 'Fails without a word of explanation.',
  render: () => {
    throw new TypeError('cannot read properties of undefined');
  },
});

const known: readonly RendererDefinition[] = [jinjaRenderer, yaml, json, json5, toml, xml, mark, broken];

export const renderers: ReadonlyMap<string, RendererDefinition> = new Map(known.map((one) => [one.ref, one]));

export const rendererNames: readonly string[] = ['yaml', 'json', 'mark'];
