/** Templates that states render: the engine of SLS files, with nothing but the variables they are given. */
import type { RenderedText } from '../../contract/index.js';
import { secret, unknown } from '../../kernel/index.js';
import type { Environment, HostFunction } from '../../template/index.js';
import type { Services } from '../services.js';
import { templateExtensions } from './template-services.js';

/** What stands for the file in messages about a template that is written in the SLS file. */
const INLINE = 'template';

/** As `Template(text).render(**variables)` of Jinja2 does: a missing name is empty, and the last line break goes. */
export function textRenderer(services: Pick<Services, 'hub' | 'ports'>): NonNullable<Services['renderText']> {
  let environment: Promise<Environment> | undefined;
  return async (template, variables, file, signal): Promise<RenderedText> => {
    environment ??= createEnvironment(services);
    const compiled = (await environment).compile(template, file ?? INLINE);
    const { text, secrets, unknowns } = await compiled.render(variables, { signal });
    if (unknowns.length > 0) return unknown('rendered with values that are known after applying');
    return secrets.length > 0 ? secret(text) : text;
  };
}

async function createEnvironment(services: Pick<Services, 'hub' | 'ports'>): Promise<Environment> {
  const [engine, extensions] = await Promise.all([import('../../template/index.js'), templateExtensions(services)]);
  return engine.createEnvironment({
    undefined: 'default',
    filters: Object.assign({}, ...extensions.map(({ filters }) => filters)) as Readonly<Record<string, HostFunction>>,
    tests: Object.assign({}, ...extensions.map(({ tests }) => tests)) as Readonly<Record<string, HostFunction>>,
    globals: Object.assign({}, ...extensions.map(({ globals }) => globals)) as Readonly<Record<string, unknown>>,
    clock: () => services.ports.clock.monotonic(),
  });
}
