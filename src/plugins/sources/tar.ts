import { source } from '../../contract/index.js';
import { openLocalArchive } from '../archives/local-archive.js';
import { readTar } from '../archives/tar.js';

/** A tar archive on this machine, plain or compressed with gzip, read in memory: `tar:///srv/tree.tar.gz`. */
export default source({
  ref: 'tar',
  summary: 'A tar archive of files, also compressed with gzip.',
  protocols: ['tar'],
  open: (ctx, location) => openLocalArchive(ctx, location, readTar),
});
