/** SLS files as functions: run once for each set of params. */
import { field, stateFunction, stateFunctions } from '../../contract/index.js';

export default stateFunctions({
  ref: 'sls',
  summary: 'SLS files as functions: run with params of their own, as often as needed.',
  functions: {
    run: stateFunction({
      summary:
        'Adds the states of SLS files to the run. Their IDs stand below its own: `net` becomes `net_a.net`. Every further argument is a param that only these files see.',
      fields: {
        sls_sources: field.list(field.string(), {
          required: true,
          doc: 'Refs of the SLS files.',
          example: ['sls.network'],
        }),
        params: field.list(field.string(), {
          doc: 'Refs of files of params, laid over the params of the run; arguments are laid over both.',
        }),
      },
      free: true,
      effects: 'none',
      needs: ['run.extend'],
      interrupted: 'rerun',
      async run(ctx, { name: _name, sls_sources, params, ...inline }) {
        if (ctx.extendFromFiles === undefined)
          return { result: false, comment: 'There are no SLS files to be run from here.' };
        const { added } = await ctx.extendFromFiles({ refs: sls_sources, paramRefs: params ?? [], params: inline });
        return {
          result: true,
          comment: `Added ${added} ${added === 1 ? 'state' : 'states'}.`,
          changes: {},
          new_state: {
            Status: `Added ${added} states to be run.`,
            is_sls_run: true,
            sls_sources,
            params: params ?? null,
            esm_params: inline,
          },
        };
      },
    }),
  },
});
