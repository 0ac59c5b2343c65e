/** The hub over built-in plugins and, unless they are turned off, those from outside. */
import { type Diagnostic, DiagnosticError, diagnosticsOf } from '../kernel/index.js';
import { builtInCandidates } from './built-in.js';
import type { Candidate } from './candidate.js';
import { checkDefinition } from './check-definition.js';
import { HUB_CODES } from './codes.js';
import type { BuiltIn, Hub, Loaded, PluginFolder, PluginPlace } from './hub.js';
import { type OutsideOptions, outsideCandidates } from './outside/index.js';

export interface HubOptions {
  readonly builtIns: readonly BuiltIn[];
  /** Where plugins from outside are looked for. Undefined (`--no-plugins`): nowhere. */
  readonly outside?: OutsideOptions;
}

type Index = ReadonlyMap<PluginFolder, ReadonlyMap<string, Candidate>>;

/**
 * Makes a hub. Nothing is read before its first use; then folders are walked once, and a clash or an unreadable manifest makes every use throw
 * the same `DiagnosticError`.
 */
export function createHub(options: HubOptions): Hub {
  let found: Index | DiagnosticError | undefined;
  const loading = new Map<Candidate, Promise<Loaded<PluginFolder>>>();
  const sorted = new Map<PluginFolder, readonly string[]>();

  const index = (): Index => {
    found ??= findAll(options);
    if (found instanceof DiagnosticError) throw found;
    return found;
  };

  return {
    refs(folder) {
      let refs = sorted.get(folder);
      if (refs === undefined) {
        refs = [...(index().get(folder)?.keys() ?? [])].sort();
        sorted.set(folder, refs);
      }
      return refs;
    },
    place: (folder, ref) => index().get(folder)?.get(ref)?.place,
    async load<Folder extends PluginFolder>(folder: Folder, ref: string) {
      const candidate = index().get(folder)?.get(ref);
      if (candidate === undefined) return undefined;
      let loaded = loading.get(candidate);
      if (loaded === undefined) {
        loaded = loadCandidate(candidate);
        loading.set(candidate, loaded);
      }
      return (await loaded) as Loaded<Folder>;
    },
  };
}

function findAll(options: HubOptions): Index | DiagnosticError {
  const problems: Diagnostic[] = [];
  const candidates = builtInCandidates(options.builtIns);
  if (options.outside !== undefined) candidates.push(...outsideCandidates(options.outside, problems));
  const index = new Map<PluginFolder, Map<string, Candidate>>();
  for (const candidate of candidates) {
    const { folder, ref } = candidate.place;
    let refs = index.get(folder);
    if (refs === undefined) index.set(folder, (refs = new Map()));
    const first = refs.get(ref);
    if (first === undefined) refs.set(ref, candidate);
    else problems.push(clash(first.place, candidate.place));
  }
  return problems.length === 0 ? index : new DiagnosticError(problems);
}

function clash(first: PluginPlace, second: PluginPlace): Diagnostic {
  return {
    severity: 'error',
    code: HUB_CODES.code('clash'),
    summary: `two plugins are ${describePlace(first)}: ${first.file} and ${second.file}`,
    about: first.ref,
    related: [first, second].map(({ origin, file }) => ({ message: `${origin}: ${file}` })),
    hints: [
      `rename ${second.file}`,
      ...(second.origin === 'built-in' ? [] : ['run with --no-plugins to leave plugins from outside alone']),
    ],
  };
}

async function loadCandidate(candidate: Candidate): Promise<Loaded<PluginFolder>> {
  const { place } = candidate;
  let definition: unknown;
  try {
    definition = await candidate.load();
  } catch (thrown) {
    throw diagnosticsOf(thrown) === undefined ? loadFailed(place, thrown) : thrown;
  }
  return checkDefinition(place, definition);
}

function loadFailed(place: PluginPlace, thrown: unknown): DiagnosticError {
  const message = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  return new DiagnosticError(
    {
      severity: 'error',
      code: HUB_CODES.code('load-failed'),
      summary: `${describePlace(place)} cannot be loaded from ${place.file}: ${message}`,
      about: place.ref,
    },
    { cause: thrown },
  );
}

/** `states cloud.network`. */
function describePlace(place: PluginPlace): string {
  return `${place.folder} ${place.ref}`;
}
