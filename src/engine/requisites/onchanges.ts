import { changed, type RequisiteKind } from './requisite.js';

/** The holder runs only when every target succeeded and changed. */
export const onchanges: RequisiteKind = {
  name: 'onchanges',
  asks: 'that it changes',
  resolver: 'all',
  check: changed,
  none: 'unmet',
};

export const onchangesAny: RequisiteKind = {
  ...onchanges,
  name: 'onchanges_any',
  asks: 'that one of them changes',
  resolver: 'any',
};
