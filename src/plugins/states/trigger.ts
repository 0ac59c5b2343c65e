/** Triggers: values whose change sets other states going. */
import { field, stateFunction, stateFunctions } from '../../contract/index.js';
import { changesBetween } from '../../kernel/index.js';

export default stateFunctions({
  ref: 'trigger',
  summary: 'Values whose change sets other states going, by `onchanges`.',
  functions: {
    build: stateFunction({
      summary: 'Merges its triggers. The changes are the difference to the last run.',
      fields: {
        triggers: field.list(field.record(field.any()), {
          required: true,
          doc: 'Maps that are merged; the first that has a key wins.',
          example: [{ image: 'web-42' }, { config: 'v3' }],
        }),
      },
      effects: 'none',
      keeps: true,
      run(ctx, args) {
        const triggers = Object.assign({}, ...args.triggers.toReversed()) as Record<string, unknown>;
        const changes = changesBetween(ctx.oldState?.['triggers'], triggers);
        const changed = Object.keys(changes).length > 0;
        return {
          result: ctx.test && changed ? null : true,
          comment: changed ? 'The triggers differ from the last run' : 'The triggers are those of the last run',
          changes,
          old_state: ctx.oldState,
          new_state: { name: args.name, triggers },
        };
      },
    }),
  },
});
