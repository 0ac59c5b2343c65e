/** Keeps nothing: every run begins as if it were the first. */
import { store } from '../../contract/index.js';

export default store({
  ref: 'none',
  summary: 'Keeps no enforced state. Nothing is remembered, locked or recovered.',
  enter: async () => undefined,
  exit_: async () => {},
  get_state: async () => ({}),
  set_state: async () => {},
});
