/** Data written to files. */
import { type CallArguments, field, type StateContext, stateFunction, stateFunctions } from '../../contract/index.js';
import { changesBetween, containsSecret, revealDeep, secret } from '../../kernel/index.js';
import { absolute } from '../files/place.js';

const INDENT = 4;

const fields = {
  file_name: field.string({
    required: true,
    doc: 'The file; a relative path counts from the project folder.',
    example: 'out/report.json',
  }),
  parameters: field.record(field.any(), { required: true, doc: 'What is written.', example: { region: 'eu-1' } }),
};

export default stateFunctions({
  ref: 'data',
  summary: 'Data written to files.',
  functions: {
    write: stateFunction({
      summary: 'Writes its parameters to a file as JSON. Old and new content are the states.',
      fields,
      effects: 'write',
      keeps: false,
      interrupted: 'rerun',
      async run(ctx, args) {
        const { path, content, same, states } = await compare(ctx, args);
        if (same) return { result: true, comment: `${path} is as it should be`, changes: {}, ...states };
        await ctx.files.write(path, Buffer.from(content));
        return {
          result: true,
          comment: `Wrote ${path}`,
          changes: changesBetween(states.old_state, states.new_state),
          ...states,
        };
      },
      async predict(ctx, args) {
        const { path, same, states } = await compare(ctx, args);
        if (same) return { result: true, comment: `${path} is as it should be`, changes: {}, ...states };
        return {
          result: null,
          comment: `Would write ${path}`,
          changes: changesBetween(states.old_state, states.new_state),
          ...states,
        };
      },
    }),
  },
});

interface Comparison {
  readonly path: string;
  readonly content: string;
  readonly same: boolean;
  /** File name, as given, to content. */
  readonly states: {
    readonly old_state: Readonly<Record<string, unknown>>;
    readonly new_state: Readonly<Record<string, unknown>>;
  };
}

async function compare(ctx: StateContext, args: CallArguments<typeof fields>): Promise<Comparison> {
  const path = absolute(ctx.directory, args.file_name);
  const content = JSON.stringify(revealDeep(args.parameters), undefined, INDENT);
  const bytes = await ctx.files.read(path);
  const old = bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8');
  // What was written with a secret in it is a secret, and what will be.
  const shown = (text: string): unknown => (containsSecret(args.parameters) ? secret(text) : text);
  return {
    path,
    content,
    same: old === content,
    states: {
      old_state: old === undefined ? {} : { [args.file_name]: shown(old) },
      new_state: { [args.file_name]: shown(content) },
    },
  };
}
