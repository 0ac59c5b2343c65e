export { argBind } from './bind.js';
export { require } from './require.js';
export type { FinishedTarget, RequisiteKind, Verdict } from './requisite.js';
export { requisiteKinds } from './table.js';
