/** Plugins that come in the box: a table of refs and late imports. */
import type { Candidate } from './candidate.js';
import type { BuiltIn } from './hub.js';

/** Built-ins as candidates. Nothing is imported. */
export function builtInCandidates(table: readonly BuiltIn[]): Candidate[] {
  return table.map(({ folder, ref, file, load }) => ({
    place: { folder, ref, origin: 'built-in', file: file ?? `src/plugins/${folder}/${ref.replaceAll('.', '/')}.ts` },
    load: async () => (await load()).default,
  }));
}
