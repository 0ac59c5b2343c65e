/** Makes a folder a project: writes its `holdfast.yaml`. */
import { join } from 'node:path';
import { DiagnosticError, type Ports } from '../kernel/index.js';
import { operationCodes } from './codes.js';
import { CONFIG_FILE } from './settings/config-file.js';

export interface InitRequest {
  readonly ports: Pick<Ports, 'files' | 'random'>;
  /** Absolute. */
  readonly directory: string;
  readonly runName: string;
}

/** Gives the path written. Throws a `DiagnosticError` when there is one already: nothing is ever overwritten. */
export async function initProject({
  ports,
  directory,
  runName,
}: InitRequest): Promise<{ readonly path: string; readonly project: string }> {
  const path = join(directory, CONFIG_FILE);
  if ((await ports.files.status(path)) !== undefined) {
    throw new DiagnosticError({
      severity: 'error',
      code: operationCodes.code('already-initialised'),
      summary: `${path} exists already and was left alone`,
      hints: ['edit it, or remove it first'],
    });
  }
  const project = ports.random.uuid();
  await ports.files.write(path, new TextEncoder().encode(configText(project, runName)));
  return { path, project };
}

function configText(project: string, runName: string): string {
  return `# Settings of this project. \`holdfast config show\` lists them all, with their values and where each came from.

# Tells the records of this project from those of others. Do not change it.
project: ${project}

# Names the enforced state.
run_name: ${JSON.stringify(runName)}
`;
}
