/** What reading SLS files and params works with: sources, renderers, and what templates may call. */
import { join } from 'node:path';
import type { RendererDefinition, SourceDefinition } from '../../contract/index.js';
import { type Masker, secret } from '../../kernel/index.js';
import type { CompileOptions, SourcePorts } from '../../sls/index.js';
import { placeAccount } from '../accounts/place-account.js';
import type { Services } from '../services.js';
import { templateServices } from './template-services.js';

/** `around` puts something around each renderer, to look on. */
export function gatherWith(
  services: Services,
  signal: AbortSignal,
  around?: (renderer: RendererDefinition) => RendererDefinition,
): Pick<CompileOptions, 'render' | 'signal' | 'services' | 'renderer' | 'rendererNames'> {
  const { hub, settings, masker } = services;
  return {
    render: settings.render,
    signal,
    services: templateServices(services, signal),
    renderer: async (name) => {
      const definition = (await hub.load('renderers', name))?.definition;
      return definition === undefined ? undefined : rememberSecrets(around?.(definition) ?? definition, masker);
    },
    rendererNames: hub.refs('renderers'),
  };
}

/** What a template made of a secret is known by its value from then on, in whatever form it comes back. */
function rememberSecrets(definition: RendererDefinition, masker: Masker): RendererDefinition {
  return {
    ...definition,
    async render(input, context) {
      const output = await definition.render(input, context);
      if (output.kind === 'text') {
        for (const { start, end } of output.secretRanges ?? []) masker.add(secret(output.text.slice(start, end)));
      }
      return output;
    },
  };
}

export function sourcePorts(services: Services, signal: AbortSignal): SourcePorts {
  const { hub, ports, settings } = services;
  const definitions = async (): Promise<readonly SourceDefinition[]> => {
    const loaded = await Promise.all(hub.refs('sources').map((ref) => hub.load('sources', ref)));
    return loaded.flatMap((one) => (one === undefined ? [] : [one.definition]));
  };
  return {
    files: ports.files,
    async source(protocol) {
      // Most plugins are called as their protocol; then no other is loaded.
      const called = (await hub.load('sources', protocol.split('+')[0] as string))?.definition;
      if (called?.protocols.includes(protocol)) return called;
      return (await definitions()).find(({ protocols }) => protocols.includes(protocol));
    },
    protocols: hub.refs('sources'),
    context: async (plugin, profile) => ({
      files: ports.files,
      processes: ports.processes,
      http: ports.http,
      log: ports.log,
      account: await placeAccount(services, 'sources', plugin, profile),
      cacheDirectory: join(settings.root, 'var/cache/holdfast/sources', plugin),
      signal,
    }),
  };
}
