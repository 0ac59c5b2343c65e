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
  const entries = readEntries(source, sources);
  const known = new Set<string>(settingKeys);
  const diagnostics = [...entries].flatMap(([key, { span }]): Diagnostic[] => {
    if (known.has(key)) return [];
    const hint = didYouMean(key, known);
    const hints = [...(hint === undefined ? [] : [hint]), 'holdfast config show lists every setting'];
    return [
      {
        severity: 'error',
        code: operationCodes.code('unknown-setting'),
        summary: `there is no setting '${key}'`,
        span,
        hints,
      },
    ];
  });
  return { path, directory: dirname(path), entries, diagnostics, sources };
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
