/** The guide says what is so. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ResourceDefinition } from '../contract/index.js';
import address from '../plugins/states/cloud/address.js';
import image from '../plugins/states/cloud/image.js';
import instance from '../plugins/states/cloud/instance.js';
import key from '../plugins/states/cloud/key.js';
import network from '../plugins/states/cloud/network.js';
import subnet from '../plugins/states/cloud/subnet.js';
import volume from '../plugins/states/cloud/volume.js';
import { PLAIN_BEHAVIOUR } from './mock/behaviour.js';

const guide = readFileSync(new URL('../../docs/guides/built-in-cloud.md', import.meta.url), 'utf8');

describe('docs/guides/built-in-cloud.md', () => {
  it('explains every setting of the simulation', () => {
    const explained = [...guide.matchAll(/^\| `(\w+)` \|/gm)].flatMap(([, name]) => (name === undefined ? [] : [name]));
    expect(explained.filter((name) => name in PLAIN_BEHAVIOUR).sort()).toEqual(Object.keys(PLAIN_BEHAVIOUR).sort());
  });

  it.each([instance, image, volume, network, subnet, address, key] as ResourceDefinition[])(
    'says of $ref what is changed in place and what replaces it',
    ({ ref, fields, update }) => {
      const [, inPlace = '', replacing = ''] =
        new RegExp(`^\\| \`${ref}\` \\|([^|]*)\\|([^|]*)\\|$`, 'm').exec(guide) ?? [];
      const named = (text: string) =>
        text
          .split(/[ ,()]+/)
          .filter((word) => word in fields)
          .sort();
      const settable = Object.entries(fields).filter(([, field]) => field.computed !== true);
      const names = (wanted: (immutable: unknown) => boolean) =>
        settable
          .filter(([, field]) => wanted(field.immutable))
          .map(([name]) => name)
          .sort();
      expect(named(inPlace)).toEqual(update === undefined ? [] : names((immutable) => immutable !== true));
      expect(named(replacing)).toEqual(names((immutable) => immutable !== undefined));
    },
  );
});
