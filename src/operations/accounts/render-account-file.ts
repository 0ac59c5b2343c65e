/** The text of a plain credentials file as data, through a render pipe. Nothing that is said of it quotes it. */
import { readYaml, withoutContent } from '../../accounts/index.js';
import type { RenderServices } from '../../contract/index.js';
import {
  DiagnosticError,
  diagnosticsOf,
  isSecret,
  revealDeep,
  SourceIndex,
  SourceText,
  type Span,
} from '../../kernel/index.js';
import type { Services } from '../services.js';
import { readParams } from '../tree/read-params.js';
import { gatherWith } from '../tree/sls-ports.js';

export interface AccountText {
  /** Name of the file in messages. */
  readonly file: string;
  readonly text: string;
  /** Unless the text begins with a line `#!pipe`. */
  readonly pipe: string;
}

export interface AccountData {
  readonly data: unknown;
  readonly placeOf: (...keys: readonly string[]) => Span | undefined;
}

/** Throws diagnostics with the places of what is wrong. */
export async function renderAccountFile(
  services: Services,
  { file, text, pipe }: AccountText,
  signal: AbortSignal,
): Promise<AccountData> {
  const wanted = /^#!([\w|]+)[ \t]*\r?(?:\n|$)/.exec(text)?.[1] ?? pipe;
  // Text that is not rendered keeps the places of its keys.
  if (wanted === 'yaml') return readYaml(text, file);
  const { renderPipe } = await import('../../sls/index.js');
  const sources = new SourceIndex();
  sources.add(new SourceText(file, text));
  const gathering = gatherWith(services, signal);
  const { values: params } = await readParams({ services, stop: signal });
  const outcome = await renderPipe(
    wanted,
    { kind: 'text', text },
    gathering,
    {
      sls: file,
      file,
      sources,
      params,
      signal,
      services: { ...gathering.services, ...NOTHING_BESIDE } as RenderServices,
    },
    undefined,
  );
  if (!outcome.ok) throw new DiagnosticError(outcome.diagnostics.map(withoutContent));
  const { data, positions } = outcome.data;
  return {
    data: revealDeep(data),
    placeOf(...keys) {
      let container: unknown = data;
      let at = isContainer(container) ? positions.start(container) : 0;
      for (const key of keys) {
        if (!isContainer(container)) break;
        at = positions.key(container, key);
        container = (container as Readonly<Record<string, unknown>>)[key];
      }
      return sources.span(at);
    },
  };
}

const NOTHING_BESIDE: Pick<RenderServices, 'load' | 'resolve'> = {
  load: async () => undefined,
  resolve() {
    throw new Error('a credentials file cannot refer to what a run enforces');
  },
};

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !isSecret(value);
}

/** What is wrong with a text, for a person who may edit it again; throws what is no such thing. */
export function problemsOf(thrown: unknown) {
  const diagnostics = diagnosticsOf(thrown);
  if (diagnostics === undefined) throw thrown;
  return diagnostics;
}
