/** Outputters of a run's results. */
import type { RunReport } from '../../engine/index.js';
import type { GroupName, ResultRecord, ShowOptions } from '../../operations/index.js';
import type { Paint } from '../style.js';
import { planText } from '../views/plan.js';
import { reportText } from '../views/report.js';
import { stateOutput } from '../views/state-output.js';
import { dataText } from './data.js';
import { type Arranged, arrange } from './groups.js';

export interface ResultsOptions extends ShowOptions {
  readonly paint: Paint;
  /** How results are arranged. Counts and the list of what failed are of all of them. */
  readonly group?: readonly GroupName[];
}

/** Results as the named outputter shows them, without a line end. */
export async function renderResults(output: string, report: RunReport, options: ResultsOptions): Promise<string> {
  const { paint, masker, group = ['number'] } = options;
  switch (output) {
    case 'state':
      return masker.mask(
        `${stateOutput(arrange(report.results, group), report.results, paint)}\n\n${reportText(report, paint)}`,
      );
    case 'summary':
      return masker.mask(reportText(report, paint));
    case 'plan':
      return masker.mask(planText(report.results, paint, report.vanished));
    default: {
      const { resultsToJson } = await import('../../operations/index.js');
      const arranged = arrange(report.results, group);
      const map = resultsToJson(arranged.results, options);
      return dataText(output, output === 'jmespath' ? searchable(map) : { ...map, ...noopRecord(arranged) });
    }
  }
}

const NOOP_TAG = 'omit_noop_|-noop_count_|-_|-apply';

/** What tells that results were left out, in the form of a result. */
function noopRecord({ omitted }: Arranged): Readonly<Record<string, unknown>> {
  if (omitted === undefined || omitted === 0) return {};
  const comment = [`Total no-op states: ${omitted}`];
  return { [NOOP_TAG]: { tag: NOOP_TAG, count: omitted, result: true, outcome: 'unchanged', comment, changes: {} } };
}

function searchable(map: Readonly<Record<string, ResultRecord>>): unknown {
  return Object.values(map).map((resource) => {
    const [state, , , fun] = resource.tag.split('_|-');
    return { name: resource.__id__, ref: `${state}.${fun}`, resource };
  });
}
