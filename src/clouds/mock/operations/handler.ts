/** What every operation of the built-in cloud gets and gives. */
import type { Kind, Made, Things, World } from '../world.js';

export interface Stamp {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly token: string | undefined;
}

export interface Done {
  readonly world: World;
  /** What the caller gets; undefined for a removal. */
  readonly value: Things[Kind] | undefined;
}

/** Gives the world after the operation, or throws a `ProviderError` and has changed nothing. */
export type Handler<Arguments> = (world: World, args: Arguments, stamp: Stamp) => Done;

/** Arguments of an operation on one thing. */
export type On<Arguments = unknown> = { readonly id: string } & Arguments;

export type Tags = Readonly<Record<string, string>>;

export function made({ world, row }: Made<Kind>): Done {
  return { world, value: row.value };
}

/** The given ones of some arguments: what is undefined or null is left alone. */
export function given<T extends object>(args: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined && value !== null)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };
}

export function timeText(now: number): string {
  return new Date(now).toISOString();
}
