/** Templates rendered while the tree runs, with values that only then are known. */
import { field, stateFunction, stateFunctions } from '../../contract/index.js';
import { renderGiven, templateFields } from '../files/given-template.js';

export default stateFunctions({
  ref: 'template',
  summary: 'Templates rendered while the tree runs, so that the result can be bound: `${template:<id>:rendered}`.',
  functions: {
    render: stateFunction({
      summary: 'Renders a Jinja template with its variables. The text is `rendered` in the new state.',
      fields: {
        ...templateFields,
        variables: field.record(field.any(), { doc: 'What the template sees, by name.', example: { who: 'you' } }),
      },
      effects: 'none',
      keeps: false,
      async run(ctx, args) {
        const rendered = await renderGiven(ctx, args, args.variables ?? {});
        if (rendered === undefined) {
          return { result: false, comment: 'Either template or template_file_name must be given', ...NOTHING };
        }
        if ('problem' in rendered) return { result: false, comment: rendered.problem, ...NOTHING };
        const state = { rendered: rendered.text };
        return { result: true, comment: 'Rendered the template', changes: state, old_state: {}, new_state: state };
      },
    }),
  },
});

const NOTHING = { changes: {}, old_state: {}, new_state: {} };
