/** The params of a run: files and single keys, as settings name them. */
import { resolve } from 'node:path';
import { type Diagnostic, hasErrors, SourceIndex } from '../../kernel/index.js';
import type { GivenParam, NamedSource, Params } from '../../sls/index.js';
import type { Services } from '../services.js';
import type { GivenSettingParam } from '../settings/settings.js';
import { gatherWith, sourcePorts } from './sls-ports.js';

export interface ReadParams {
  readonly params: Params;
  /** Those that count, for templates. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Where files of params are looked for. */
  readonly sources: readonly NamedSource[];
  /** With errors, the params count for nothing. */
  readonly diagnostics: readonly Diagnostic[];
  /** The texts of the files, for drawing frames. */
  readonly texts: SourceIndex;
}

export async function readParams({
  services,
  stop,
}: {
  readonly services: Services;
  readonly stop: AbortSignal;
}): Promise<ReadParams> {
  const { settings } = services;
  const { gatherParams, openSources, paramValues } = await import('../../sls/index.js');
  const opened = await openSources(
    {
      refs: await asWritten(services),
      slsSources: settings.paramSources,
      ...(settings.tree === undefined ? {} : { tree: settings.tree }),
      ...(settings.configFile === undefined ? {} : { configDirectory: settings.directory }),
      directory: settings.workingDirectory,
    },
    sourcePorts(services, stop),
  );
  const { entries, sources, diagnostics } = opened;
  if (hasErrors(diagnostics)) return { params: new Map(), values: {}, sources, diagnostics, texts: new SourceIndex() };
  const given = settings.givenParams.map(givenParam);
  const gathered = await gatherParams({ ...gatherWith(services, stop), entries, sources, given });
  return {
    params: gathered.params,
    values: paramValues(gathered.params),
    sources,
    diagnostics: [...diagnostics, ...gathered.diagnostics],
    texts: gathered.sources,
  };
}

/** A path in the config file is meant from there, not from the working directory. */
async function asWritten({ settings, ports }: Services): Promise<readonly string[]> {
  const { params, paramsDirectory, workingDirectory } = settings;
  if (paramsDirectory === workingDirectory) return params;
  return Promise.all(
    params.map(async (ref) => {
      const path = resolve(paramsDirectory, ref);
      return (await ports.files.status(path)) === undefined ? ref : path;
    }),
  );
}

function givenParam({ key, value, origin }: GivenSettingParam): GivenParam {
  switch (origin.kind) {
    case 'file':
      return { key, value, origin: { kind: 'given', by: 'config file', span: origin.span } };
    case 'environment':
      return { key, value, origin: { kind: 'given', by: `$${origin.name}` } };
    default:
      return { key, value, origin: { kind: 'given', by: origin.kind === 'flag' ? origin.name : 'default' } };
  }
}
