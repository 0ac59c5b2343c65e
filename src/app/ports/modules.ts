/** Loading modules that are known only by their place. */
import type { ModuleLoader } from '../../hub/index.js';

/** Node's own loader. From the first use on, stack traces name the sources that source maps lead to. */
export function nodeModules(): ModuleLoader {
  return {
    import(url) {
      process.setSourceMapsEnabled(true);
      return import(url) as Promise<unknown>;
    },
  };
}
