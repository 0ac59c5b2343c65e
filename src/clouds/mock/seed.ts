/** The world a new built-in cloud starts with. */
import type { Image, Instance } from '../../contract/index.js';
import { parseAddressBlock } from './address-block.js';
import { fingerprintOf } from './key-pair.js';
import { actionsOf, HARDWARE_PROFILES, OWNER } from './profiles.js';
import { emptyWorld, type Inner, type Kind, put, type Things, type World } from './world.js';

const IMAGES_MADE = '2012-10-25T12:27:53.000Z';
const VOLUMES_MADE = '2009-07-30T14:35:11.000Z';
const SEED_KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea';

export function seedWorld(): World {
  const seed = new Seed();
  seed.add('images', image('img1', 'Fedora 10', 'fedoraproject', 'x86_64'));
  seed.add('images', image('img2', 'Fedora 10', 'fedoraproject', 'i386'));
  seed.add('images', image('img3', 'JBoss', OWNER, 'i386'));

  const idle: Inner['instances'] = { then: null, address: null, volumes: [] };
  seed.add(
    'instances',
    instance('inst0', 'Mock Instance With Profile Change', 'img1', 'm1-large', {
      hardware_overrides: { memory: 12288 },
    }),
    idle,
  );
  seed.add(
    'instances',
    instance('inst1', 'MockUserInstance', 'img3', 'm1-small', {
      network_id: 'net1',
      subnet_id: 'subnet1',
      public_addresses: [{ type: 'hostname', address: 'img1.inst1.public.com' }],
      private_addresses: [{ type: 'hostname', address: 'img1.inst1.private.com' }],
    }),
    // vol3 knows of the instance; the instance does not show it. So it was in the cloud this one is modelled on.
    { ...idle, volumes: ['vol3'] },
  );
  seed.add('instances', instance('inst2', 'AnotherInstance', 'img1', 'm1-large'), idle);
  seed.add(
    'instances',
    instance('inst3', '', 'img3', 'm1-small', {
      realm_id: 'eu',
      network_id: 'net1',
      subnet_id: 'subnet2',
      create_image: false,
    }),
    idle,
  );

  for (const id of ['vol1', 'vol2', 'vol3']) {
    const attached = id === 'vol3' ? { state: 'IN-USE', attached_to: 'inst1', device: '/dev/sda1' } : undefined;
    seed.add('storage_volumes', {
      id,
      name: id,
      description: '',
      capacity: 1,
      realm_id: 'us',
      created: VOLUMES_MADE,
      tags: {},
      ...((attached ?? { state: 'AVAILABLE', attached_to: null, device: null }) as Pick<
        Things['storage_volumes'],
        'state' | 'attached_to' | 'device'
      >),
    });
  }

  seed.addNetwork('net1', 'network1', '192.168.0.0/16', [
    { id: 'subnet1', block: '192.168.1.0/24', instances: 1 },
    { id: 'subnet2', block: '192.168.2.0/24', instances: 1 },
  ]);
  seed.addNetwork('net2', 'network2', '10.0.0.0/8', [
    { id: 'subnet3', block: '10.1.0.0/16', instances: 0 },
    { id: 'subnet4', block: '10.2.0.0/16', instances: 0 },
  ]);

  for (const last of [1, 2, 3, 4]) {
    const ip = `192.168.0.${last}`;
    seed.add('addresses', { id: ip, name: ip, ip, associated_with: null });
  }
  seed.add('keys', {
    id: 'test-key',
    name: 'test-key',
    type: 'key',
    fingerprint: fingerprintOf(SEED_KEY),
    public_key: SEED_KEY,
  });
  return seed.world;
}

class Seed {
  world: World = emptyWorld();

  add<K extends Kind>(kind: K, value: Things[K], inner: Inner[K] = null as Inner[K]): void {
    const number = this.world.next[kind];
    this.world = put({ ...this.world, next: { ...this.world.next, [kind]: number + 1 } }, kind, {
      number,
      token: null,
      value,
      inner,
    });
  }

  addNetwork(
    id: string,
    name: string,
    address_block: string,
    subnets: readonly { readonly id: string; readonly block: string; readonly instances: number }[],
  ): void {
    this.add(
      'networks',
      { id, name, address_block, state: 'UP', subnets: subnets.map((one) => one.id), tags: {} },
      {
        blocks: subnets.map((one) => ({ id: one.id, ...parseAddressBlock(one.block) })),
        instances: subnets.reduce((sum, one) => sum + one.instances, 0),
      },
    );
    for (const one of subnets) {
      this.add(
        'subnets',
        { id: one.id, name: one.id, network_id: id, address_block: one.block, state: 'UP', tags: {} },
        { instances: one.instances },
      );
    }
  }
}

function image(id: string, description: string, owner_id: string, architecture: string): Image {
  return {
    id,
    name: id,
    description,
    owner_id,
    architecture,
    state: 'AVAILABLE',
    creation_time: IMAGES_MADE,
    root_type: 'transient',
    instance_id: null,
    hardware_profiles: HARDWARE_PROFILES.map((profile) => profile.id),
    tags: {},
  };
}

function instance(
  id: string,
  name: string,
  image_id: string,
  hardware_profile: string,
  differing: Partial<Instance> = {},
): Instance {
  return {
    id,
    name,
    owner_id: OWNER,
    image_id,
    realm_id: 'us',
    hardware_profile,
    hardware_overrides: {},
    state: 'RUNNING',
    network_id: null,
    subnet_id: null,
    key_name: null,
    user_data: null,
    tags: {},
    launch_time: IMAGES_MADE,
    public_addresses: [{ type: 'hostname', address: `${image_id}.${id}.public.com` }],
    private_addresses: [{ type: 'hostname', address: `${image_id}.${id}.private.com` }],
    storage_volumes: [],
    actions: actionsOf('RUNNING'),
    create_image: true,
    ...differing,
  };
}
