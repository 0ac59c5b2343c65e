import { source } from '../../contract/index.js';
import { composeJson } from '../../kernel/index.js';
import { badSource } from '../archives/archive.js';

/**
 * SLS files written in the source itself, as an object: ref to contents, which is either data or the text of a file. `json://{"net": {…}}`.
 */
export default source({
  ref: 'json',
  summary: 'SLS files given as one JSON object, ref to contents.',
  protocols: ['json'],
  async open(_ctx, location) {
    const composed = composeJson(location);
    if (!composed.ok) throw badSource(`the source json://… is not JSON: ${composed.problem.summary}`);
    const { data } = composed;
    if (typeof data !== 'object' || data === null || Array.isArray(data)) {
      throw badSource('the source json://… must be an object whose keys are refs');
    }
    const held = new Map(Object.entries(data));
    return {
      async read(path) {
        const ref = path.replace(/\.sls$/, '').replaceAll('/', '.');
        const contents = held.get(path.endsWith('.sls') ? ref : path) ?? held.get(path);
        if (contents === undefined) return undefined;
        const text = typeof contents === 'string' ? contents : JSON.stringify(contents);
        return { file: `json://${ref}`, bytes: new TextEncoder().encode(text) };
      },
    };
  },
});
