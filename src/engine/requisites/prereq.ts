import { changed, type RequisiteKind } from './requisite.js';

/** The holder runs before its target, and only when the target would change. */
export const prereq: RequisiteKind = {
  name: 'prereq',
  asks: 'that it would change',
  resolver: 'all',
  check: changed,
  none: 'unmet',
  order: 'before',
};
