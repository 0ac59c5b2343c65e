/** The built-in cloud as a pure function: a world and an operation give the next world and an answer. */
import { isProviderError, ProviderError } from '../../contract/index.js';
import { changedBehaviour, strike } from './behaviour.js';
import { type AddressOperations, addressOperations } from './operations/addresses.js';
import type { Handler, Stamp } from './operations/handler.js';
import { type ImageOperations, imageOperations } from './operations/images.js';
import { type InstanceOperations, instanceOperations } from './operations/instances.js';
import { type KeyOperations, keyOperations } from './operations/keys.js';
import { type NetworkOperations, networkOperations } from './operations/networks.js';
import { type VolumeOperations, volumeOperations } from './operations/volumes.js';
import { getIn } from './persistent-map.js';
import { conflict, invalid, NOUNS } from './refusals.js';
import { seedWorld } from './seed.js';
import { type Kind, rowOf, shown, type Things, type World } from './world.js';

interface SimulationOperations {
  readonly 'simulation.configure': Readonly<Record<string, unknown>>;
  /** Back to the seed. Numbers go on where they were and tokens stay used. */
  readonly 'simulation.reset': object;
}

export type OperationArguments = InstanceOperations &
  ImageOperations &
  VolumeOperations &
  NetworkOperations &
  AddressOperations &
  KeyOperations &
  SimulationOperations;
export type OperationName = keyof OperationArguments;

/** What is done, when, and with which token: everything the next world depends on. Plain data; it is what the log keeps. */
export type Operation<Name extends OperationName = OperationName> = {
  readonly [N in Name]: {
    readonly do: N;
    readonly args: OperationArguments[N];
    /** Milliseconds since the epoch. */
    readonly now: number;
    readonly token?: string;
  };
}[Name];

/** The world stays the very same object when nothing changed. */
export interface Answer {
  readonly world: World;
  /** What the caller gets. Absent for removals and with `error`. */
  readonly value?: Things[Kind];
  readonly error?: ProviderError;
}

const HANDLERS: { readonly [N in OperationName]: Handler<OperationArguments[N]> } = {
  ...imageOperations,
  ...instanceOperations,
  ...volumeOperations,
  ...networkOperations,
  ...addressOperations,
  ...keyOperations,
  'simulation.configure': (world, settings) => ({
    world: { ...world, behaviour: changedBehaviour(world.behaviour, settings) },
    value: undefined,
  }),
  'simulation.reset': (world) => {
    const seed = seedWorld();
    const next = { ...world.next };
    for (const kind of Object.keys(next) as Kind[]) next[kind] = Math.max(next[kind], seed.next[kind]);
    return { world: { ...seed, next, tokens: world.tokens }, value: undefined };
  },
};

/** Does one operation. Depends on nothing but its arguments, and throws only for a bug. */
export function operate(world: World, operation: Operation): Answer {
  const simulation = operation.do.startsWith('simulation.');
  const struck = simulation ? { failures: world.behaviour.failures } : strike(world.behaviour.failures, operation.do);
  const counted =
    struck.failures === world.behaviour.failures
      ? world
      : { ...world, behaviour: { ...world.behaviour, failures: struck.failures } };
  if (struck.effect === 'none') return { world: counted, error: simulated(operation.do, 'none') };
  try {
    const done = repeated(counted, operation) ?? handle(counted, operation);
    if (struck.effect === 'done') return { world: done.world, error: simulated(operation.do, 'unknown') };
    return done.value === undefined ? { world: done.world } : { world: done.world, value: done.value };
  } catch (error) {
    if (isProviderError(error)) return { world: counted, error };
    throw error;
  }
}

function handle(world: World, operation: Operation): ReturnType<Handler<never>> {
  const handler = HANDLERS[operation.do] as Handler<unknown>;
  const stamp: Stamp = { now: operation.now, token: operation.token };
  return handler(world, operation.args, stamp);
}

/** The answer to a creation whose token was used before; undefined when it was not. */
function repeated(world: World, { do: name, token, now }: Operation): Answer | undefined {
  const used = token === undefined ? undefined : getIn(world.tokens, token);
  if (used === undefined) return undefined;
  const [kind, verb] = name.split('.');
  if (verb !== 'create') return undefined;
  if (kind !== used.kind) {
    throw invalid(
      `The token of this creation made ${NOUNS[used.kind]} '${used.id}' before`,
      'take a fresh token for each creation',
    );
  }
  const row = rowOf(world, used.kind, used.id);
  if (row !== undefined) return { world, value: shown(used.kind, row, now) };
  throw conflict(
    'TokenUsed',
    `The token of this creation made ${NOUNS[used.kind]} '${used.id}', which was destroyed since`,
    'take a fresh token to create another',
  );
}

function simulated(operation: OperationName, effect: 'none' | 'unknown'): ProviderError {
  const when = effect === 'none' ? 'before anything was done' : 'and the answer was lost';
  return new ProviderError(`Simulated failure of ${operation}, ${when}`, {
    class: 'transient',
    effect,
    providerCode: 'SimulatedFailure',
  });
}
