/** Waiting. */
import { field, stateFunction, stateFunctions } from '../../contract/index.js';

/** A wait has no state of its own, and yet may be bound to without an error. */
const NOTHING = { old_state: {}, new_state: {} };

export default stateFunctions({
  ref: 'time',
  summary: 'Waiting.',
  functions: {
    sleep: stateFunction({
      summary: 'Waits. In test mode it only says so.',
      fields: { duration: field.number({ required: true, doc: 'Seconds.', example: 5 }) },
      effects: 'none',
      keeps: false,
      async run(ctx, { duration }) {
        if (!(duration >= 0)) return { result: false, comment: `duration is ${duration}, and cannot be negative` };
        const seconds = duration === 1 ? '1 second' : `${duration} seconds`;
        if (ctx.test) return { result: true, comment: `Would sleep for ${seconds}`, ...NOTHING };
        await ctx.clock.sleep(duration * 1000, ctx.signal);
        return { result: true, comment: `Slept for ${seconds}`, ...NOTHING };
      },
    }),
  },
});
