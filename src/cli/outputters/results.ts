/** Outputters of a run's results. */
import type { RunReport } from '../../engine/index.js';
import type { ShowOptions } from '../../operations/index.js';
import type { Paint } from '../style.js';
import { planText } from '../views/plan.js';
import { reportText } from '../views/report.js';
import { stateOutput } from '../views/state-output.js';
import { dataText } from './data.js';

export interface ResultsOptions extends ShowOptions {
  readonly paint: Paint;
}

/** Results as the named outputter shows them, without a line end. */
export async function renderResults(output: string, report: RunReport, options: ResultsOptions): Promise<string> {
  const { paint, masker } = options;
  switch (output) {
    case 'state':
      return masker.mask(`${stateOutput(report.results, paint)}\n\n${reportText(report, paint)}`);
    case 'summary':
      return masker.mask(reportText(report, paint));
    case 'plan':
      return masker.mask(planText(report.results, paint, report.vanished));
    default: {
      const { resultsToJson } = await import('../../operations/index.js');
      return dataText(output, resultsToJson(report.results, options));
    }
  }
}
