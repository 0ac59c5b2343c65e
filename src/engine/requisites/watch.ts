import { type RequisiteKind, ran } from './requisite.js';

/** As `require`; when a target changed, the holder's `mod_watch` runs after its own function, and its return is the one kept. */
export const watch: RequisiteKind = {
  name: 'watch',
  asks: 'that it succeeds',
  resolver: 'all',
  check: ran,
  refresh: 'now',
};

export const watchAny: RequisiteKind = {
  ...watch,
  name: 'watch_any',
  asks: 'that one of them succeeds',
  resolver: 'any',
};
