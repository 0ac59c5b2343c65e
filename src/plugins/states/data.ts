/** Data written to files. */
import {
  type CallArguments,
  field,
  type RenderedText,
  type StateContext,
  stateFunction,
  stateFunctions,
} from '../../contract/index.js';
import {
  changesBetween,
  containsSecret,
  findUnknown,
  isSecret,
  isUnknown,
  revealDeep,
  secret,
} from '../../kernel/index.js';
import { type Rendered, renderGiven, templateFields } from '../files/given-template.js';
import { absolute } from '../files/place.js';

const INDENT = 4;

const fields = {
  file_name: field.string({
    required: true,
    doc: 'The file; a relative path counts from the project folder.',
    example: 'out/report.json',
  }),
  parameters: field.record(field.any(), { required: true, doc: 'What is written.', example: { region: 'eu-1' } }),
  ...templateFields,
};

export default stateFunctions({
  ref: 'data',
  summary: 'Data written to files.',
  functions: {
    write: stateFunction({
      summary:
        'Writes its parameters to a file: as JSON, or through a Jinja template, which sees them as `parameters`. Old and new content are the states.',
      fields,
      effects: 'write',
      keeps: false,
      interrupted: 'rerun',
      async run(ctx, args) {
        const compared = await compare(ctx, args);
        if ('problem' in compared) return { result: false, comment: compared.problem, changes: {} };
        const { path, content, same, states } = compared;
        if (same) return { result: true, comment: `${path} is as it should be`, changes: {}, ...states };
        await ctx.files.write(path, Buffer.from(String(revealDeep(content))));
        return {
          result: true,
          comment: `Wrote ${path}`,
          changes: changesBetween(states.old_state, states.new_state),
          ...states,
        };
      },
      async predict(ctx, args) {
        const compared = await compare(ctx, args);
        if ('problem' in compared) return { result: false, comment: compared.problem, changes: {} };
        const { path, same, states } = compared;
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
  readonly content: RenderedText;
  readonly same: boolean;
  /** File name, as given, to content. */
  readonly states: {
    readonly old_state: Readonly<Record<string, unknown>>;
    readonly new_state: Readonly<Record<string, unknown>>;
  };
}

async function compare(
  ctx: StateContext,
  args: CallArguments<typeof fields>,
): Promise<Comparison | Extract<Rendered, { problem: unknown }>> {
  const path = absolute(ctx.directory, args.file_name);
  const rendered = (await renderGiven(ctx, args, { parameters: args.parameters })) ?? { text: json(args.parameters) };
  if ('problem' in rendered) return rendered;
  const { text: content } = rendered;
  const bytes = await ctx.files.read(path);
  const old = bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8');
  // What was written with a secret in it is a secret, as what will be is.
  const shown = (text: string): unknown => (isSecret(content) ? secret(text) : text);
  return {
    path,
    content,
    same: !isUnknown(content) && old === revealDeep(content),
    states: {
      old_state: old === undefined ? {} : { [args.file_name]: shown(old) },
      new_state: { [args.file_name]: content },
    },
  };
}

function json(parameters: Readonly<Record<string, unknown>>): RenderedText {
  const open = findUnknown(parameters);
  if (open !== undefined) return open;
  const text = JSON.stringify(revealDeep(parameters), undefined, INDENT);
  return containsSecret(parameters) ? secret(text) : text;
}
