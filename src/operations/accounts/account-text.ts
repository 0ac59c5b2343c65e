/** Credentials as text that a person edits. */
import { composeYaml, equal } from '../../kernel/index.js';

/** YAML that reads back as the same data; JSON, which is YAML too, where that cannot be had. */
export async function accountText(data: unknown): Promise<string> {
  const { dump } = await import('js-yaml');
  const text = dump(data, { lineWidth: -1, noRefs: true });
  const read = composeYaml(text);
  return read.ok && equal(read.data, data) ? text : `${JSON.stringify(data, undefined, 2)}\n`;
}
