/** The project's `holdfast.yaml`: finding it, reading it, and where each key stands. */
import { dirname, join } from 'node:path';
import {
  composeYaml,
  type Diagnostic,
  DiagnosticError,
  didYouMean,
  type FileReader,
  problemDiagnostic,
  SourceIndex,
  SourceText,
  type Span,
} from '../../kernel/index.js';
import { operationCodes } from '../codes.js';
import { originalOptions, originalSections } from './original-options.js';
import { settingKeys } from './table.js';

export const CONFIG_FILE = 'holdfast.yaml';

export interface ConfigEntry {
  readonly value: unknown;
  readonly span: Span;
  /** Place of a key inside the value, when that is a mapping. */
  keySpan(key: string): Span;
}

export interface ConfigFile {
  readonly path: string;
  readonly directory: string;
  readonly entries: ReadonlyMap<string, ConfigEntry>;
  readonly diagnostics: readonly Diagnostic[];
  readonly sources: SourceIndex;
}

/** The nearest `holdfast.yaml` in a folder or above it. */
export async function findConfigFile(files: FileReader, from: string): Promise<string | undefined> {
  for (let folder = from; ; folder = dirname(folder)) {
    const path = join(folder, CONFIG_FILE);
    if ((await files.status(path)) !== undefined) return path;
    if (dirname(folder) === folder) return undefined;
  }
}

/** Throws a `DiagnosticError` when there is no such file, or it is not a mapping. `shown` is the path in messages. */
export async function readConfigFile(files: FileReader, path: string, shown: string): Promise<ConfigFile> {
  const bytes = await files.read(path).catch(() => undefined);
  if (bytes === undefined) {
    throw new DiagnosticError({
      severity: 'error',
      code: operationCodes.code('config-not-found'),
      summary: `the config file ${shown} cannot be read`,
    });
  }
  const source = new SourceText(shown, new TextDecoder().decode(bytes));
  const sources = new SourceIndex();
  sources.add(source);
  const diagnostics: Diagnostic[] = [];
  const entries = withoutSections(readEntries(source, sources), diagnostics);
  for (const [key, { span }] of entries) if (!known.has(key)) diagnostics.push(unknownSetting(key, span));
  return { path, directory: dirname(path), entries, diagnostics, sources };
}

const known: ReadonlySet<string> = new Set(settingKeys);

/** A file of Idem has its settings in sections; they count as if they stood at the top. */
function withoutSections(entries: ConfigFile['entries'], diagnostics: Diagnostic[]): ConfigFile['entries'] {
  const flat = new Map<string, ConfigEntry>();
  for (const [key, entry] of entries) if (!isSection(key, entry)) flat.set(key, entry);
  for (const [section, entry] of entries) {
    if (!isSection(section, entry)) continue;
    for (const [key, value] of Object.entries(entry.value as object)) {
      const span = entry.keySpan(key);
      if (flat.has(key)) diagnostics.push(givenTwice(section, key, span));
      else if (!known.has(key)) diagnostics.push(unknownSetting(key, span, section));
      else flat.set(key, { value: valueHere(key, value), span, keySpan: () => span });
    }
  }
  return flat;
}

function isSection(key: string, { value }: ConfigEntry): boolean {
  return originalSections.includes(key) && typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The store that keeps nothing has another name. */
function valueHere(key: string, value: unknown): unknown {
  return key === 'esm_plugin' && value === 'null' ? 'none' : value;
}

function givenTwice(section: string, key: string, span: Span): Diagnostic {
  return {
    severity: 'error',
    code: operationCodes.code('bad-setting'),
    summary: `'${key}' stands below '${section}' and once more`,
    span,
    hints: ['keep one of the two'],
  };
}

function unknownSetting(key: string, span: Span, section?: string): Diagnostic {
  const original = Object.hasOwn(originalOptions, key) ? originalOptions[key] : undefined;
  const hint = didYouMean(key, known);
  return {
    severity: original?.harmless === true ? 'warning' : 'error',
    code: operationCodes.code('unknown-setting'),
    summary: `there is no setting '${section === undefined ? key : `${section}: ${key}`}'${original?.harmless === true ? '; it is ignored' : ''}`,
    span,
    hints: [
      ...(original === undefined ? (hint === undefined ? [] : [hint]) : [original.instead]),
      'holdfast config show lists every setting',
    ],
  };
}

function readEntries(source: SourceText, sources: SourceIndex): ConfigFile['entries'] {
  const composed = composeYaml(source.text);
  const fail = (diagnostic: Diagnostic): never => {
    throw Object.assign(new DiagnosticError(diagnostic), { sources });
  };
  if (!composed.ok) {
    return fail(
      problemDiagnostic(operationCodes.code('config-shape'), composed.problem, (offset, length) =>
        source.span(offset, offset + length),
      ),
    );
  }
  const { data, places } = composed;
  if (data === null) return new Map();
  if (typeof data !== 'object' || Array.isArray(data)) {
    return fail({
      severity: 'error',
      code: operationCodes.code('config-shape'),
      summary: 'the config file must be a mapping from setting to value',
      span: source.span(0),
    });
  }
  return new Map(
    Object.entries(data as object).map(([key, value]) => {
      const spanAt = (offset: number, length: number): Span => source.span(offset, offset + length);
      const keySpan = (inner: string): Span => spanAt(places.offset(value as object, inner, 0), inner.length);
      return [key, { value: value as unknown, span: spanAt(places.offset(data, key, 0), key.length), keySpan }];
    }),
  );
}
