import type { RequisiteKind } from './requisite.js';

/** Always passes; when a target changed, the holder's `mod_watch` runs once after everything else. */
export const listen: RequisiteKind = {
  name: 'listen',
  asks: 'nothing',
  resolver: 'all',
  check: () => 'pass',
  refresh: 'at-end',
};
