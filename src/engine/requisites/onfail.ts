import { failed, type RequisiteKind } from './requisite.js';

/** The holder runs only when every target failed. */
export const onfail: RequisiteKind = {
  name: 'onfail',
  asks: 'that it fails',
  resolver: 'all',
  check: failed,
  none: 'unmet',
};

export const onfailAll: RequisiteKind = { ...onfail, name: 'onfail_all', asks: 'that all of them fail' };

export const onfailAny: RequisiteKind = {
  ...onfail,
  name: 'onfail_any',
  asks: 'that one of them fails',
  resolver: 'any',
};

/** An old spelling of `onfail`. */
export const onfailStop: RequisiteKind = { ...onfail, name: 'onfail_stop' };
