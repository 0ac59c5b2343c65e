/** A thing with an identity, kept in things.json of the project folder; the same as oracle/plugins/…/thing.py is for the original. */
const text = { type: 'string', required: false };

export default {
  [Symbol.for('holdfast/1')]: 'resource',
  ref: 'thing',
  summary: 'A thing with an identity.',
  fields: {
    name: text,
    size: { type: 'integer', required: false },
    colour: text,
    tags: { type: 'record', required: false, items: text },
    password: text,
    resource_id: { ...text, computed: true, stable: true },
  },
  identity: {
    kind: 'id',
    of: (_args, { resource_id }) => (resource_id === undefined ? undefined : { resource_id }),
  },
  async observe(ctx, { resource_id }) {
    const state = (await read(ctx)).things[resource_id];
    return state === undefined ? { kind: 'absent' } : { kind: 'present', id: resource_id, state };
  },
  async create(ctx, args) {
    const id = await change(ctx, (world) => {
      world.next += 1;
      const resource_id = `thing-${world.next}`;
      world.things[resource_id] = { ...given(args), resource_id };
      return resource_id;
    });
    ctx.born(id);
    return { id };
  },
  async update(ctx, current, _args, difference) {
    await change(ctx, ({ things }) => {
      for (const leaf of difference) put(things[current.id], leaf);
    });
  },
  async remove(ctx, current) {
    await change(ctx, ({ things }) => delete things[current.id]);
  },
};

/** Things are made side by side; each change of the file waits for the one before it. */
let last = Promise.resolve();

function change(ctx, work) {
  const changed = last.then(async () => {
    const world = await read(ctx);
    const answer = work(world);
    await write(ctx, world);
    return answer;
  });
  last = changed.catch(() => {});
  return changed;
}

function put(target, { path: [key, ...rest], new: value }) {
  if (rest.length > 0) put((target[key] ??= {}), { path: rest, new: value });
  else if (value === undefined) delete target[key];
  else target[key] = value;
}

function given(args) {
  return Object.fromEntries(Object.entries(args).filter(([, value]) => value !== null && value !== undefined));
}

async function read({ files, directory }) {
  const bytes = await files.read(`${directory}/things.json`);
  return bytes === undefined ? { next: 0, things: {} } : JSON.parse(new TextDecoder().decode(bytes));
}

async function write({ files, directory }, world) {
  await files.write(`${directory}/things.json`, new TextEncoder().encode(JSON.stringify(world)));
}
