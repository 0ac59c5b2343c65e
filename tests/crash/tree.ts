/** The tree of the crash matrix: 200 resources, first as they stand, then as they are wanted. */

/** How many of each kind of work the second tree asks for. They add up to 200 chunks. */
const FULL = {
  updates: 40,
  networkUpdates: 10,
  replaced: 20,
  withDependants: 5,
  createFirst: 20,
  networksCreateFirst: 10,
  volumesGone: 30,
  networksGone: 10,
  volumes: 20,
  networks: 10,
  instances: 10,
  addresses: 5,
};

export interface TreePair {
  /** What the first run makes. */
  readonly before: string;
  /** What the run that is killed, and the one after it, make of that. */
  readonly after: string;
  readonly chunks: number;
}

/** `scale`: the share of the whole tree, at least one of every kind. */
export function crashTree(scale = 1): TreePair {
  const before: string[] = [];
  const after: string[] = [];
  let chunks = 0;
  const add = (
    kind: keyof typeof FULL,
    each: (at: number) => { readonly was?: string; readonly is: string; readonly chunks?: number },
  ): void => {
    const count = Math.max(1, Math.round(FULL[kind] * scale));
    for (let at = 0; at < count; at++) {
      const one = each(at);
      if (one.was !== undefined) before.push(one.was);
      after.push(one.is);
      chunks += one.chunks ?? 1;
    }
  };
  const volume = (id: string, lines: readonly string[]): string => present('volume', id, lines);
  const network = (id: string, lines: readonly string[]): string => present('network', id, lines);

  add('updates', (at) => ({
    was: volume(`grow${at}`, ['capacity: 1']),
    is: volume(`grow${at}`, ['capacity: 2', 'tags: {age: new}']),
  }));
  add('networkUpdates', (at) => ({
    was: network(`label${at}`, ['tags: {a: "1"}']),
    is: network(`label${at}`, ['tags: {a: "2"}']),
  }));
  add('replaced', (at) => ({
    was: volume(`shrink${at}`, ['capacity: 5']),
    is: volume(`shrink${at}`, ['capacity: 3']),
  }));
  add('withDependants', (at) => ({ was: family(at, 10), is: family(at, 20), chunks: 3 }));
  add('createFirst', (at) => ({
    was: volume(`swap${at}`, ['capacity: 5']),
    is: volume(`swap${at}`, ['capacity: 3', CREATE_FIRST]),
  }));
  add('networksCreateFirst', (at) => ({
    was: network(`move${at}`, ['address_block: 10.1.0.0/16']),
    is: network(`move${at}`, ['address_block: 10.2.0.0/16', CREATE_FIRST]),
  }));
  add('volumesGone', (at) => ({
    was: volume(`gone${at}`, ['capacity: 1']),
    is: `gone${at}:\n  cloud.volume.absent: []\n`,
  }));
  add('networksGone', (at) => ({
    was: network(`gonenet${at}`, []),
    is: `gonenet${at}:\n  cloud.network.absent: []\n`,
  }));
  add('volumes', (at) => ({ is: volume(`fresh${at}`, ['capacity: 4', 'tags: {age: new}']) }));
  add('networks', (at) => ({ is: network(`freshnet${at}`, [`address_block: 10.${100 + at}.0.0/16`]) }));
  add('instances', (at) => ({
    is: present('instance', `machine${at}`, ['network_id: ${cloud.network:freshnet0:resource_id}']),
  }));
  add('addresses', (at) => ({ is: present('address', `door${at}`, []) }));
  return { before: before.join(''), after: after.join(''), chunks };
}

const CREATE_FIRST = 'recreate_on_update: {create_before_destroy: true}';

function present(kind: string, id: string, lines: readonly string[]): string {
  const given = lines.map((line) => `    - ${line}\n`).join('');
  return `${id}:\n  cloud.${kind}.present:${given === '' ? ' []\n' : `\n${given}`}`;
}

/** A network and two subnets that hang on it: another block replaces all three. */
function family(at: number, octet: number): string {
  const subnet = (part: number): string =>
    present('subnet', `part${at}-${part}`, [
      `network_id: \${cloud.network:whole${at}:resource_id}`,
      `address_block: 10.${octet}.${part}.0/24`,
    ]);
  return present('network', `whole${at}`, [`address_block: 10.${octet}.0.0/16`]) + subnet(1) + subnet(2);
}
