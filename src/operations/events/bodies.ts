/** The bodies of events as they travel. From here come their types, the published JSON Schema and its check. */
import type { Diagnostic } from '../../kernel/index.js';
import {
  about,
  anything,
  boolean,
  integer,
  list,
  named,
  nullable,
  number,
  type Of,
  object,
  oneOf,
  optional,
  record,
  text,
} from './shape.js';

const span = object({
  file: text,
  line: integer,
  column: integer,
  endLine: optional(integer),
  endColumn: optional(integer),
});

const diagnostic = object({
  severity: oneOf('error', 'warning', 'note'),
  code: about('Registered; docs/reference/codes.md says what each means.', text),
  summary: text,
  detail: optional(text),
  span: optional(span),
  related: optional(list(object({ message: text, span: optional(span) }))),
  hints: optional(list(text)),
  about: optional(text),
  cause: optional(named<Diagnostic>('diagnostic')),
});

const values = record(anything);

const action = oneOf('none', 'create', 'update', 'replace', 'remove', 'adopt', 'call', 'read');

const outcome = oneOf(
  'unchanged',
  'changed',
  'would-change',
  'unpredictable',
  'pending',
  'failed',
  'skipped: dependency',
  'skipped: requisite',
  'skipped: plan',
  'skipped: target',
  'skipped: cancelled',
  'interrupted',
);

const level = oneOf('debug', 'info', 'warn', 'error');

const step = about('What is done for the chunk.', oneOf('preview', 'apply', 'refresh', 'retire', 'remove'));

const tag = about('`state_|-id_|-name_|-function`: names the chunk.', text);

const since = about('ISO 8601; may lie in an earlier run.', text);

/** The same record as in the JSON of `state` and `plan`. */
const result = object({
  tag,
  esm_tag: about('The tag without the function: names the record of the enforced state.', text),
  name: text,
  __id__: text,
  __run_num: about('Final in the report only; in an event of a parallel run 0.', integer),
  result: nullable(boolean),
  outcome: about('Like the JSON of a run.', outcome),
  action,
  comment: list(text),
  changes: values,
  old_state: nullable(values),
  new_state: nullable(values),
  start_time: text,
  total_seconds: number,
  sls_meta: anything,
  id_meta: anything,
  root: optional(about('Tag of the chunk whose failure skipped this one.', text)),
  enforced_at: optional(about('When that was enforced which stands for a state that was not run. ISO 8601.', text)),
  enforced_age_seconds: optional(about('How old that is.', number)),
  declared: optional(about('`PATH:LINE:COL` of the declaration.', text)),
  diagnostics: optional(list(named<Diagnostic>('diagnostic'))),
  pending: optional(
    about(
      'Of a state that was pending.',
      object({
        since,
        reruns: about('Calls of this run after the first one.', integer),
        end: oneOf('settled', 'not-awaited', 'unchanged', 'most-reruns', 'timed-out', 'replaced', 'stopped'),
      }),
    ),
  ),
});

const lowChunk = object({
  tag,
  state: text,
  fun: text,
  id: text,
  name: text,
  sls: text,
  order: number,
  arguments: values,
});

const vanishedThing = object({
  tag,
  esm_tag: text,
  id: optional(text),
  protect: boolean,
  renamed_to: optional(about('ESM tag of a new declaration that looks like this one under another name.', text)),
  fate: oneOf('kept', 'removed', 'to be removed', 'forgotten'),
  why: text,
});

export const definitions = { diagnostic, result };

/** By type. Only ever growing: what stands here keeps its name, its type and its meaning. */
export const bodies = {
  'run-started': object({
    type: oneOf('run-started'),
    mode: about(
      '`plan`: only what would be done. A run that asks first is preceded by its plan.',
      oneOf('apply', 'plan'),
    ),
    runtime: oneOf('serial', 'parallel'),
    chunks: about('How many there are at the start.', integer),
    operation: text,
  }),
  'chunks-added': object({
    type: oneOf('chunks-added'),
    tags: list(text),
    by: optional(about('Tag of the chunk that added them, or after which they could be rendered.', text)),
  }),
  'step-started': object({ type: oneOf('step-started'), tag, step, summary: text }),
  'call-started': object({
    type: oneOf('call-started'),
    tag,
    ref: about('The path reference: `cloud.network.present`.', text),
    arguments: about('After binding; without credentials, secrets as masks, `{unknown: why}` in a plan.', values),
  }),
  'step-note': object({
    type: oneOf('step-note'),
    tag,
    level,
    message: text,
    until: optional(about('Waits until then: milliseconds since 1970.', number)),
  }),
  pending: object({
    type: oneOf('pending'),
    tag,
    since,
    reruns: about('Calls of this run after the first one.', integer),
    until: about('Called again then: milliseconds since 1970.', number),
  }),
  rerun: object({ type: oneOf('rerun'), tag, rerun: about('Counts from 1.', integer) }),
  'exec-started': object({ type: oneOf('exec-started'), ref: text }),
  'exec-ended': object({
    type: oneOf('exec-ended'),
    ref: about('The exec function: `cloud.instance.list`.', text),
    result: boolean,
    comment: list(text),
    ret: about('What it returned.', anything),
    seconds: number,
  }),
  'step-ended': object({ type: oneOf('step-ended'), tag, step, action, seconds: number }),
  'chunk-ended': object({ type: oneOf('chunk-ended'), result: named<Of<typeof result>>('result') }),
  vanished: object({
    type: oneOf('vanished'),
    things: about('What was declared before and is no more.', list(vanishedThing)),
  }),
  diagnostic: object({ type: oneOf('diagnostic'), diagnostic: named<Diagnostic>('diagnostic') }),
  stopping: object({
    type: oneOf('stopping'),
    inFlight: about('Tags of the chunks that are let come to their end.', list(text)),
  }),
  'run-ended': object({
    type: oneOf('run-ended'),
    counts: about('Outcome to number of chunks.', record(integer)),
    seconds: number,
    result: oneOf('done', 'failed', 'stopped'),
  }),
  'describe-started': object({ type: oneOf('describe-started'), patterns: list(text) }),
  described: object({ type: oneOf('described'), label: text, ref: text, resource: anything }),
  'describe-ended': object({
    type: oneOf('describe-ended'),
    described: integer,
    seconds: number,
    result: oneOf('done', 'failed', 'stopped'),
  }),
  phase: object({ type: oneOf('phase'), text: about('For people.', text) }),
  'high-state': object({
    type: oneOf('high-state'),
    sls: about('SLS ref of the file.', text),
    data: about('What it, or a block of it, was rendered to.', anything),
  }),
  'low-state': object({ type: oneOf('low-state'), chunks: list(lowChunk) }),
  log: object({ type: oneOf('log'), level, message: text }),
} as const;

/** A body as it travels. */
export type EventBody = Of<(typeof bodies)[keyof typeof bodies]>;
