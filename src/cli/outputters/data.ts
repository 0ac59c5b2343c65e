/** Outputters of plain data. */
import { redact } from '../../kernel/index.js';
import { nestedLines } from '../views/nested.js';
import { prettyText } from '../views/pretty.js';

/** Data as the named outputter shows it, without a line end. Secrets that are still wrapped are masked. */
export async function dataText(output: string, data: unknown): Promise<string> {
  switch (output) {
    case 'json':
      return JSON.stringify(data ?? null, undefined, 2);
    case 'raw':
      return JSON.stringify(data ?? null);
    case 'pretty':
      return prettyText(redact(data ?? null));
    case 'jmespath':
      return JSON.stringify(namedResources(data), undefined, 2);
    case 'yaml': {
      const { dump } = await import('js-yaml');
      return dump(redact(data ?? null), { lineWidth: 120, noRefs: true }).replace(/\n$/, '');
    }
    default:
      return nestedLines(data).join('\n');
  }
}

/** SLS data as a list of `{name, ref, resource}`, which a JMESPath expression can search. */
export function namedResources(data: unknown): unknown {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return data ?? [];
  return Object.entries(data).flatMap(([name, body]) =>
    typeof body === 'object' && body !== null
      ? Object.entries(body).map(([ref, resource]) => ({ name, ref, resource: resource as unknown }))
      : [],
  );
}
