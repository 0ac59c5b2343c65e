/** The built-in cloud with its data in a folder: the driver `mock`. */
import { join } from 'node:path';
import { type Cloud, type DriverContext, driver } from '../../contract/index.js';
import type { LogFiles } from '../../kernel/index.js';
import { cloudOver, DRIVER } from './cloud.js';
import { LoggedWorld } from './logged-world.js';

export interface BuiltInCloudOptions {
  readonly files: LogFiles;
  /**
   * Flush every operation to the disk before it is answered. Default false: what was answered survives the end of any
   * process, `kill -9` included; a power failure may lose the last seconds.
   */
  readonly durable?: boolean;
  /** Settings of the simulation that hold from the first call on; kept in the world as if configured. */
  readonly simulation?: Readonly<Record<string, unknown>>;
  /** Appends between two snapshots. */
  readonly snapshotEvery?: number;
}

/** Connects without reading or writing anything yet; the first call does. The account may set `provider` and `simulation`. */
export function builtInCloud(ctx: DriverContext, options: BuiltInCloudOptions): Cloud {
  const { provider, simulation = options.simulation } = ctx.account;
  const { files, durable = false, snapshotEvery } = options;
  return cloudOver(ctx, {
    open: (changed) =>
      new LoggedWorld(
        {
          folder: join(ctx.directory, 'world'),
          files,
          log: ctx.log,
          durable,
          ...(snapshotEvery === undefined ? {} : { snapshotEvery }),
        },
        changed,
      ),
    ...(typeof provider === 'string' ? { provider } : {}),
    ...(typeof simulation === 'object' && simulation !== null
      ? { simulation: simulation as Readonly<Record<string, unknown>> }
      : {}),
  });
}

export function mockDriver(options: BuiltInCloudOptions) {
  return driver({
    ref: DRIVER,
    summary: 'The built-in cloud: needs no account, lasts, and can be made to misbehave.',
    connect: async (ctx) => builtInCloud(ctx, options),
  });
}
