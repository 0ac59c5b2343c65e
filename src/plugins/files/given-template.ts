/** Templates that are given to a state, as text or as a file. */
import { field, type RenderedText, type StateContext } from '../../contract/index.js';
import { type Diagnostic, diagnosticsOf, spanText } from '../../kernel/index.js';
import { absolute } from './place.js';

export const templateFields = {
  template: field.string({
    doc: 'The template. What is meant for it and not for the SLS file stands between `{% raw %}` and `{% endraw %}`.',
    example: '{% raw %}Hello {{ who }}{% endraw %}',
  }),
  template_file_name: field.string({
    doc: 'File of the template, instead of `template`; a relative path counts from the project folder.',
    example: 'templates/users.tpl',
  }),
};

export interface GivenTemplate {
  readonly template?: string | null;
  readonly template_file_name?: string | null;
}

export type Rendered = { readonly text: RenderedText } | { readonly problem: string | readonly string[] };

/** The rendered text, or why there is none; undefined when no template is given. A file goes before a text. */
export async function renderGiven(
  ctx: StateContext,
  { template, template_file_name: file }: GivenTemplate,
  variables: Readonly<Record<string, unknown>>,
): Promise<Rendered | undefined> {
  const given = (file ?? template ?? undefined) !== undefined;
  if (!given) return undefined;
  if (ctx.render === undefined) return { problem: 'There are no templates to be rendered here' };
  try {
    if (file !== undefined && file !== null) {
      const path = absolute(ctx.directory, file);
      const bytes = await ctx.files.read(path);
      if (bytes === undefined) return { problem: `Template file not found: ${path}` };
      return { text: await ctx.render(Buffer.from(bytes).toString('utf8'), variables, path) };
    }
    return { text: await ctx.render(template ?? '', variables) };
  } catch (thrown) {
    const found = diagnosticsOf(thrown);
    if (found === undefined) throw thrown;
    return { problem: found.map(problemText) };
  }
}

function problemText({ span, summary, hints = [] }: Diagnostic): string {
  return [`${span === undefined ? '' : `${spanText(span)}: `}${summary}`, ...hints].join('; ');
}
