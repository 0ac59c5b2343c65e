import { field, type Key, resource } from '../../../contract/index.js';
import { secret } from '../../../kernel/index.js';
import { foundIn, idField, removedFrom } from '../../cloud/neutral-state.js';
import { ability, collectionOf, creation, given } from '../../cloud/neutral-thing.js';

const fields = {
  name: field.string({
    required: true,
    immutable: true,
    doc: 'What it is called; instances name it so.',
    example: 'deploy',
  }),
  resource_id: idField('key', 'key2'),
  public_key: field.string({
    immutable: true,
    normalise: withoutComment,
    doc: 'The public half. Default: a pair is generated, and the private half is shown once.',
    example: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea',
  }),
  fingerprint: field.string({ computed: true, doc: 'Digest of the public half.', example: 'SHA256:AbC…' }),
};

export default resource<typeof fields>({
  ref: 'cloud.key',
  summary: 'A public key that instances are opened with.',
  fields,
  ...foundIn('keys', present),

  async create(ctx, { name, public_key }) {
    const create = ability(await collectionOf(ctx, 'keys'), 'create');
    const key = await create({ name, ...given({ public_key }) }, creation(ctx));
    ctx.born(key.id);
    const { id, private_key } = key;
    if (private_key !== undefined) return { id, once: { private_key: secret(private_key) } };
    return public_key
      ? { id }
      : { id, notes: ['its private half was in an answer that got lost; destroy it and make another'] };
  },

  remove: removedFrom('keys'),
});

/** An OpenSSH key without the comment behind it; any other form without the space around it. */
function withoutComment(key: string): string {
  const text = key.trim();
  return /^(ssh|ecdsa|sk)-/.test(text) ? text.split(/\s+/).slice(0, 2).join(' ') : text;
}

function present({ id, name, public_key, fingerprint }: Key) {
  return { kind: 'present', id, state: { name, resource_id: id, public_key, fingerprint } } as const;
}
