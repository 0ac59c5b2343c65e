/** Whose records a run writes. */
import type { Settings } from './settings/settings.js';

/** Without a project, the folder stands for one: two folders with a `site.sls` each must not take each other's things for vanished. */
export function projectOf({ project, directory }: Settings): string {
  return project === '' ? `folder ${directory}` : project;
}
