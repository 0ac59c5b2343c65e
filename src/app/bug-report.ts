/** An error that nobody expected, told as what it is. */
import type { Diagnostic } from '../kernel/index.js';

export interface BugSurroundings {
  readonly version: string;
  readonly platform: string;
  readonly node: string;
}

export function bugReport(thrown: unknown, { version, platform, node }: BugSurroundings): Diagnostic {
  const text = thrown instanceof Error ? (thrown.stack ?? `${thrown.name}: ${thrown.message}`) : String(thrown);
  return {
    severity: 'error',
    code: 'cli/bug',
    summary: `this is a bug in Holdfast: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
    detail: `${text}\nholdfast ${version}, node ${node}, ${platform}`,
    hints: [
      'please report it with the text above and, if you can, the input that leads to it; look it through for secrets first',
    ],
  };
}
