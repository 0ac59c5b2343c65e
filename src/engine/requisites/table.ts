/** Every requisite. To add one: a file beside this, a line here, corpus cases, a lifecycle test. */
import { argBind } from './bind.js';
import { listen } from './listen.js';
import { onchanges, onchangesAny } from './onchanges.js';
import { onfail, onfailAll, onfailAny, onfailStop } from './onfail.js';
import { prereq } from './prereq.js';
import { require, requireAny } from './require.js';
import type { RequisiteKind } from './requisite.js';
import { watch, watchAny } from './watch.js';

const kinds = [
  require,
  requireAny,
  watch,
  watchAny,
  onchanges,
  onchangesAny,
  onfail,
  onfailAny,
  onfailAll,
  onfailStop,
  listen,
  prereq,
  argBind,
];

export const requisiteKinds: ReadonlyMap<string, RequisiteKind> = new Map(kinds.map((kind) => [kind.name, kind]));
