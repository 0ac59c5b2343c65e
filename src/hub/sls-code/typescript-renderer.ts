/** The renderer `typescript`: an SLS file that is a module of TypeScript or JavaScript. */
import { type RenderData, type RendererDefinition, type RenderText, renderer } from '../../contract/index.js';
import type { SlsCodeOptions } from './bundle-sls.js';
import type { ApartLimits } from './run-apart.js';

export interface TypescriptRendererOptions extends SlsCodeOptions {
  readonly limits?: ApartLimits;
}

/**
 * The default export is the data, or a function of `{ params, hub }` that gives it, perhaps later. It runs in a thread of its own, with limits
 * on time and memory, without the environment of the process; what it prints is dropped.
 */
export function typescriptRenderer(options: TypescriptRendererOptions): RendererDefinition {
  return renderer({
    ref: 'typescript',
    summary: 'Modules of TypeScript or JavaScript to data.',
    async render(input, ctx): Promise<RenderText | RenderData> {
      ctx.signal.throwIfAborted();
      if (input.kind === 'data') return input;
      const { renderModule } = await import('./render-module.js');
      return await renderModule(input, ctx, options);
    },
  });
}
