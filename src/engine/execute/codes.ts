import { defineCodes } from '../../kernel/index.js';

/** What may be wrong with one call: before it is made, while it runs, and with what it returned. */
export const callCodes = defineCodes('call', {
  'unknown-function': {
    meaning: 'A state has no function of that name.',
    cause: 'A typing mistake in the last part of the path reference.',
    remedy: 'Take one of the functions the message lists; `holdfast doc REF` documents them.',
  },
  'unknown-argument': {
    meaning: 'A function takes no argument of that name.',
    cause: 'A typing mistake, or an argument of another function.',
    remedy: 'Take the suggested name; `holdfast doc REF` lists all arguments.',
  },
  'missing-argument': {
    meaning: 'An argument that a function requires is neither given, nor bound, nor known from the last run.',
    cause: 'The argument was left out, or is null.',
    remedy: 'Give the argument.',
  },
  'wrong-type': {
    meaning: 'An argument is of another type than the function takes.',
    cause: 'Quotes too many or too few, or a list where a single value is meant.',
    remedy: 'Write the value as the message says.',
  },
  'bad-value': {
    meaning: 'An argument is none of the values the function allows.',
    cause: 'A typing mistake.',
    remedy: 'Take one of the values the message lists.',
  },
  'computed-argument': {
    meaning: 'An argument is given that only the provider can set.',
    cause: 'A value was copied from what was read back.',
    remedy: 'Remove the argument; it can be bound by others, but not be set.',
  },
  'bad-keyword': {
    meaning: 'A keyword of the engine (`retry`, `timeout`, `onlyif`, …) is not written as it has to be.',
    cause: 'A value of the wrong form.',
    remedy: 'Write the keyword as the message says.',
  },
  'condition-failed': {
    meaning: 'A condition (`onlyif`, `unless`, `creates`) could not be evaluated, so the state was not run.',
    cause: 'Its command could not be started, or its exec function failed.',
    remedy: 'Correct the condition; the message says what went wrong.',
  },
  'plugin-failed': {
    meaning: 'A plugin threw an error.',
    cause: 'A defect of the plugin, or a failure in the world that it does not describe as one.',
    remedy:
      'The message names the file of the plugin and the state. Report it to the author of the plugin unless the error explains itself.',
  },
  'provider-failed': {
    meaning: 'A provider refused or failed a call.',
    cause: 'What the provider says: credentials, quotas, an invalid combination of arguments, an outage.',
    remedy: 'Act on the message of the provider. What is transient was tried again before.',
  },
  'bad-return': {
    meaning: 'A plugin returned something that its contract does not allow.',
    cause: 'A defect of the plugin.',
    remedy: 'Report it to the author of the plugin.',
  },
  'bad-reconcile': {
    meaning: 'A plugin declares a wait between the calls of a pending state that makes no sense.',
    cause:
      'A defect of the plugin: a wait of no seconds, a range that ends before it begins, or a kind of wait that there is not.',
    remedy: 'Correct `reconcile` in the file the message names, or report it to the author of the plugin.',
  },
  'write-refused': {
    meaning: 'A plugin tried to write where nothing may be written: in plan or test mode, or while it only reads.',
    cause: 'A function that writes is declared with `effects: none`, or `observe` or `predict` writes.',
    remedy: "Declare the function's effects as they are, or leave out the write.",
  },
  'unknown-exec': {
    meaning: 'There is no exec function of that name.',
    cause: 'A typing mistake, or a plugin that is not installed.',
    remedy: 'Take the suggested name; `holdfast doc` lists what there is.',
  },
  'timed-out': {
    meaning: 'A call did not end within its time limit.',
    cause: 'The world is slow, or the limit of `timeout` is too small.',
    remedy: 'Raise `timeout`, or find out what it waits for.',
  },
  aborted: {
    meaning: 'A call was ended because the run was stopped.',
    cause: 'The run was interrupted a second time.',
    remedy: 'Run again: what was in flight is looked up first.',
  },
  'effect-unknown': {
    meaning: 'A call that writes did not end, so it is not known whether it had its effect.',
    cause: 'The run was stopped, the time limit ended, or the connection broke.',
    remedy: 'Run again: the next run looks the thing up before it does anything else.',
  },
  undecided: {
    meaning:
      'An earlier run was interrupted during a call, and it cannot be found out whether the call had its effect.',
    cause: 'The call is a command, or the thing cannot be found without an id.',
    remedy: 'Look for yourself, then say so with the command in the message.',
  },
  ambiguous: {
    meaning: 'Several things match where one is meant.',
    cause: 'Names are not unique at this provider, and no id is given.',
    remedy: 'Give the `resource_id` of the one that is meant.',
  },
  'not-ours': {
    meaning: 'The thing exists and bears the marks of another owner.',
    cause: 'Somebody else manages a thing of the same name.',
    remedy: 'Give yours another name, or remove the marks of the other owner.',
  },
  'not-found': {
    meaning: 'A thing that must exist was not found.',
    cause: 'It was removed, or the id or name is wrong, or the account sees another region.',
    remedy: 'Correct the id or name. Remove `resource_id` to have the thing created.',
  },
  protected: {
    meaning: 'A protected thing would have to be removed or replaced.',
    cause: '`protect: true` stands at the declaration, or stood there when the thing was last enforced.',
    remedy: 'Lift the protection with `holdfast esm protect TAG --off`, or with `protect: false` at the declaration.',
  },
  'wrong-account': {
    meaning: 'A thing that is recorded for one account or provider would be looked for in another.',
    cause: 'Another account profile or region is in use than when the thing was last enforced.',
    remedy: 'Use the account of the record, or forget the record with `holdfast esm remove TAG`.',
  },
  'not-in-plan': {
    meaning: 'A call that writes was about to be made, and the plan that is being applied does not say so.',
    cause: 'The world changed between the plan and this step.',
    remedy: 'Make a new plan.',
  },
  'never-settled': {
    meaning: 'A thing did not reach the wished state within the time that is allowed for it.',
    cause: 'It is still changing by itself, the provider answers from an old reading, or it ignores what is wished.',
    remedy: 'Run again, or raise `timeout`.',
  },
  'until-unmet': {
    meaning: 'What `retry` waits for did not come true within its attempts.',
    cause: 'The condition of `until` is wrong, or the world needs longer.',
    remedy: 'Raise `attempts` or `interval`, or correct `until`.',
  },
});
