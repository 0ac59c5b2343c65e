import { fingerprintOf } from '../key-pair.js';
import { alreadyExists, invalid } from '../refusals.js';
import { idsNamed, insert, needRow, removeRow } from '../world.js';
import { type Handler, made, type On } from './handler.js';

export interface KeyOperations {
  /** A pair is generated outside: the world never sees a private half. */
  readonly 'keys.create': { readonly name: string; readonly public_key: string };
  readonly 'keys.destroy': On;
}

export const keyOperations: { readonly [N in keyof KeyOperations]: Handler<KeyOperations[N]> } = {
  'keys.create': (world, args, stamp) => {
    const public_key = args.public_key.trim();
    if (!args.name) throw invalid('A key needs a name');
    if (public_key === '') throw invalid('The public key is empty');
    if (/PRIVATE KEY/.test(public_key)) throw invalid('This is the private half of a key', 'give the public half');
    const [holder] = idsNamed(world, 'keys', args.name);
    if (holder !== undefined) throw alreadyExists('keys', args.name, holder);
    return made(
      insert(world, 'keys', stamp.token, (id) => ({
        value: { id, name: args.name, type: 'key', fingerprint: fingerprintOf(public_key), public_key },
        inner: null,
      })),
    );
  },

  // Instances that were started with it keep it.
  'keys.destroy': (world, { id }) => ({
    world: removeRow(world, 'keys', needRow(world, 'keys', id)),
    value: undefined,
  }),
};
