/** The renderer `jinja`: text to text, through the template engine where there is anything to render. */
import { type RenderData, type RenderText, renderer } from '../contract/index.js';

/** Whatever a template does begins with one of these. */
const TEMPLATE = /\{[{%#]/;

/**
 * Jinja templates as Python's Jinja2 3.1 reads them. They see `params` and `hub`; a missing name is an error. A text without `{{`, `{%` or
 * `{#` is given back as it is, and the engine is not even loaded for it. The last line break of a text stays.
 */
export const jinjaRenderer = renderer({
  ref: 'jinja',
  summary: 'Jinja templates to text.',
  async render(input, ctx): Promise<RenderText | RenderData> {
    ctx.signal.throwIfAborted();
    if (input.kind === 'data' || !TEMPLATE.test(input.text)) return input;
    const { renderTemplate } = await import('./jinja/render-template.js');
    return await renderTemplate(input, ctx);
  },
});
