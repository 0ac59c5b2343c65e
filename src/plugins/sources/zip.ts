import { source } from '../../contract/index.js';
import { openLocalArchive } from '../archives/local-archive.js';
import { readZip } from '../archives/zip.js';

/** A zip archive on this machine, read in memory: `zip:///srv/tree.zip`. */
export default source({
  ref: 'zip',
  summary: 'A zip archive of files.',
  protocols: ['zip'],
  open: (ctx, location) => openLocalArchive(ctx, location, readZip),
});
