import { type RequisiteKind, succeeded } from './requisite.js';

/** The target must have succeeded; also a target that was last enforced by another run counts. */
export const require: RequisiteKind = {
  name: 'require',
  asks: 'that it succeeds',
  resolver: 'all',
  check: succeeded,
  enforced: true,
};

export const requireAny: RequisiteKind = {
  ...require,
  name: 'require_any',
  asks: 'that one of them succeeds',
  resolver: 'any',
};
