/** What a credentials file says: provider to profile to data, and the special keys beside them. */
import { type Diagnostic, DiagnosticError, type Span } from '../kernel/index.js';
import { accountCodes } from './codes.js';

export type ProfileData = Readonly<Record<string, unknown>>;
/** Name of the profile to its data. */
export type Profiles = Readonly<Record<string, ProfileData>>;

export interface Credentials {
  /** `provider` or `provider.plugin` to its profiles. */
  readonly providers: Readonly<Record<string, Profiles>>;
  /** Further stores to unlock: kind of the store to its profiles. */
  readonly backends: Readonly<Record<string, Profiles>>;
  /** Profile of whoever names none, when the file says so. */
  readonly defaultProfile?: string;
}

/** Place of the value below the keys; undefined where the data has no text. */
export type PlaceOf = (...keys: readonly string[]) => Span | undefined;

/** Another name may be chosen by a top-level `backend_key`. */
const BACKENDS = 'acct-backends';
const PROFILE_NAME = /^[-.\w]+$/;

/** Checks the shape and takes the special keys out. `file` names the text in messages; throws with everything that is wrong. */
export function readCredentials(data: unknown, file: string, placeOf: PlaceOf): Credentials {
  const checker = new Checker(file, placeOf);
  // An empty file holds no profiles.
  const top = data === null || data === undefined ? {} : data;
  if (!isMapping(top)) throw new DiagnosticError(checker.problem(`${file} must map each provider to its profiles`));
  const { default: defaultProfile, match_plugin: _, backend_key: backendKey, ...rest } = top;
  const backendsKey = typeof backendKey === 'string' ? backendKey : BACKENDS;
  if (defaultProfile !== undefined && typeof defaultProfile !== 'string') {
    checker.note('default must name a profile', 'default');
  }
  const { [backendsKey]: backends = {}, ...providers } = rest;
  if (!isMapping(backends)) checker.note(`${backendsKey} must map each kind of store to its profiles`, backendsKey);
  else checker.profiles(backends, backendsKey);
  checker.profiles(providers);
  if (checker.diagnostics.length > 0) throw new DiagnosticError(checker.diagnostics);
  return {
    providers: providers as Credentials['providers'],
    backends: backends as Credentials['backends'],
    ...(typeof defaultProfile === 'string' ? { defaultProfile } : {}),
  };
}

class Checker {
  readonly diagnostics: Diagnostic[] = [];
  readonly #file: string;
  readonly #placeOf: PlaceOf;

  constructor(file: string, placeOf: PlaceOf) {
    this.#file = file;
    this.#placeOf = placeOf;
  }

  /** Every provider maps names of profiles to mappings. */
  profiles(providers: Readonly<Record<string, unknown>>, ...above: readonly string[]): void {
    for (const [provider, profiles] of Object.entries(providers)) {
      if (!isMapping(profiles)) {
        this.note(
          `'${provider}' must map names of profiles to their data, and is ${kindOf(profiles)}`,
          ...above,
          provider,
        );
        continue;
      }
      for (const [name, data] of Object.entries(profiles)) {
        if (!PROFILE_NAME.test(name)) {
          this.note(`'${name}' cannot name a profile: letters, digits, '.', '_' and '-' can`, ...above, provider, name);
        } else if (!isMapping(data)) {
          this.note(
            `profile '${name}' of '${provider}' must be a mapping, and is ${kindOf(data)}`,
            ...above,
            provider,
            name,
          );
        }
      }
    }
  }

  note(summary: string, ...keys: readonly string[]): void {
    this.diagnostics.push(this.problem(summary, ...keys));
  }

  problem(summary: string, ...keys: readonly string[]): Diagnostic {
    const span = this.#placeOf(...keys);
    return {
      severity: 'error',
      code: accountCodes.code('bad-shape'),
      summary,
      ...(span === undefined ? { about: this.#file } : { span }),
      hints: ['a credentials file has three levels: the provider, the name of the profile, its data'],
    };
  }
}

/** Says of what kind a value is, and nothing about what it holds. */
function kindOf(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'string' ? 'text' : `a ${typeof value}`;
}

export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
