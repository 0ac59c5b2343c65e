import { type RequisiteKind, succeeded } from './requisite.js';

/** What `${state:id:path}` stands for: the target must have succeeded, and its new state gives the value. */
export const argBind: RequisiteKind = {
  name: 'arg_bind',
  asks: 'that it succeeds',
  resolver: 'all',
  check: succeeded,
  enforced: true,
};
