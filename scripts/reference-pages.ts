import { commandReference } from '../src/cli/index.js';
import { eventSchema } from '../src/operations/index.js';
import { allCodes, codeTables } from './code-tables.js';

/** A page below `docs/reference/` that is made from the sources. */
interface Page {
  readonly path: string;
  make(root: string): Promise<string>;
}

/** One more kind of page is one more entry here; `npm run reference` writes them all, and a test finds stale ones. */
const pages: readonly Page[] = [
  { path: 'docs/reference/codes.md', make: codesPage },
  { path: 'docs/reference/cli.md', make: commandReference },
  { path: 'docs/reference/events.schema.json', make: async () => `${JSON.stringify(eventSchema(), undefined, 2)}\n` },
];

/** Path from the root of the repository to text, for every generated page. */
export async function referencePages(root: string): Promise<ReadonlyMap<string, string>> {
  const made = new Map<string, string>();
  for (const { path, make } of pages) made.set(path, await make(root));
  return made;
}

async function codesPage(root: string): Promise<string> {
  const codes = allCodes(await codeTables(root));
  const areas = [...new Set(codes.map(({ code }) => areaOf(code)))];
  const lines = [
    '# Diagnostic codes',
    '',
    'Generated from the sources by `npm run reference`; do not edit.',
    '',
    'Every message carries a code. A code keeps its meaning for ever; one that is retired is not used again.',
    '',
  ];
  for (const area of areas) {
    lines.push(`## ${area}`, '');
    for (const { code, info } of codes.filter((one) => areaOf(one.code) === area)) {
      lines.push(
        `### \`${code}\``,
        '',
        info.meaning,
        '',
        `**Usual cause.** ${info.cause}`,
        '',
        `**Remedy.** ${info.remedy}`,
        '',
      );
    }
  }
  return lines.join('\n');
}

function areaOf(code: string): string {
  return code.slice(0, code.indexOf('/'));
}
