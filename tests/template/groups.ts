import type { Group } from './cases/case.js';
import { MATRICES } from './cases/matrices.js';
import { METHODS } from './cases/methods.js';
import { STATEMENTS } from './cases/statements.js';
import { SYNTAX } from './cases/syntax.js';

export const GROUPS: readonly Group[] = [...STATEMENTS, ...SYNTAX, ...METHODS, ...MATRICES];
