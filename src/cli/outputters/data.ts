/** Outputters of plain data. */
import { redact } from '../../kernel/index.js';
import { nestedLines } from '../views/nested.js';

/** Data as the named outputter shows it, without a line end. Secrets that are still wrapped are masked. */
export async function dataText(output: string, data: unknown): Promise<string> {
  switch (output) {
    case 'json':
      return JSON.stringify(data ?? null, undefined, 2);
    case 'raw':
      return JSON.stringify(data ?? null);
    case 'yaml': {
      const { dump } = await import('js-yaml');
      return dump(redact(data ?? null), { lineWidth: 120, noRefs: true }).trimEnd();
    }
    default:
      return nestedLines(data).join('\n');
  }
}
