/** The services behind a command, made of the concrete pieces. */
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import type { Cloud } from '../contract/index.js';
import { systemLiveness } from '../esm/index.js';
import { type BuiltIn, createHub, type Hub } from '../hub/index.js';
import { DiagnosticError, didYouMean, type Masker, type Ports } from '../kernel/index.js';
import { operationCodes, type Services, type Settings, textRenderer } from '../operations/index.js';
import { accountData } from './account-data.js';
import { builtIns } from './built-ins.js';
import { nodeModules } from './ports/index.js';
import { stateKeys } from './state-keys.js';

export interface ServicesOptions {
  readonly settings: Settings;
  readonly ports: Ports;
  readonly masker: Masker;
  /** The process environment. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** URL of the main module. */
  readonly main: string;
}

export function makeServices({ settings, ports, masker, environment, main }: ServicesOptions): Services {
  const running = runningEntries(main);
  const hub = createHub({
    builtIns: [...builtIns, typescriptRenderer(settings, running)],
    ...(settings.plugins
      ? {
          outside: {
            projectDirectory: settings.directory,
            cacheDirectory: join(settings.root, 'var/cache/holdfast/plugins'),
            running,
            modules: nodeModules(),
          },
        }
      : {}),
  });
  const accounts = accountData({ settings, hub, ports, masker, environment });
  return {
    settings,
    hub,
    ports,
    masker,
    ...accounts,
    cloud: clouds({ settings, hub, ports, account: accounts.account }),
    directory: settings.directory,
    renderText: textRenderer({ hub, ports }),
    liveness: systemLiveness(),
    stateKeys: stateKeys({ settings, ports, environment }),
    who: `${userName()}@${hostname()}`,
  };
}

/** The package's entries as they run now: sources beside the main source, or built files beside the built main. */
function runningEntries(main: string): Readonly<Record<string, string>> {
  const built = !main.endsWith('.ts');
  const entry = (source: string): string => new URL(built ? `./${source}.js` : `../${source}.ts`, main).href;
  return {
    holdfast: entry('index'),
    'holdfast/plugin': entry('plugin'),
    'holdfast/sls': entry('sls'),
    'holdfast/testing': entry('testing/index'),
  };
}

/** Made here and not in the table: it must know where this installation and its caches are. */
function typescriptRenderer(settings: Settings, running: Readonly<Record<string, string>>): BuiltIn {
  return {
    folder: 'renderers',
    ref: 'typescript',
    file: 'src/hub/sls-code/typescript-renderer.ts',
    load: async () => {
      const hub = await import('../hub/index.js');
      const cacheDirectory = join(settings.root, 'var/cache/holdfast/sls-code');
      return { default: hub.typescriptRenderer({ projectDirectory: settings.directory, cacheDirectory, running }) };
    },
  };
}

type CloudPieces = Pick<Services, 'settings' | 'hub' | 'ports' | 'account'>;

/** The cloud behind an account profile, connected once; the driver is the profile's `driver`, by default the built-in one. */
function clouds({ settings, hub, ports, account }: CloudPieces): Services['cloud'] {
  const connected = new Map<unknown, Promise<Cloud>>();
  const connect = async (data: Readonly<Record<string, unknown>>): Promise<Cloud> => {
    const ref = typeof data['driver'] === 'string' ? data['driver'] : 'mock';
    const loaded = await loadDriver(hub, ref);
    return loaded.definition.connect({
      clock: ports.clock,
      random: ports.random,
      log: ports.log,
      http: ports.http,
      account: data,
      directory: join(settings.root, 'var/lib/holdfast', ref),
    });
  };
  return (profile = settings.acctProfile, given) => {
    const known = given ?? profile;
    let cloud = connected.get(known);
    if (cloud === undefined) {
      cloud = given === undefined ? account('cloud', profile).then(connect) : connect(given);
      connected.set(known, cloud);
    }
    return cloud;
  };
}

async function loadDriver(hub: Hub, ref: string) {
  const loaded = await hub.load('drivers', ref);
  if (loaded !== undefined) return loaded;
  const hint = didYouMean(ref, hub.refs('drivers'));
  throw new DiagnosticError({
    severity: 'error',
    code: operationCodes.code('unknown-reference'),
    summary: `there is no driver '${ref}'`,
    hints: [...(hint === undefined ? [] : [hint]), `there are ${hub.refs('drivers').join(', ')}`],
  });
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}
