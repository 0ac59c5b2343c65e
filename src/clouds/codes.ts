import { defineCodes } from '../kernel/index.js';

export const cloudCodes = defineCodes('clouds', {
  'data-damaged': {
    meaning: 'The data of the built-in cloud cannot be understood.',
    cause: 'An edit by hand, or a file of something else in its folder.',
    remedy:
      'Restore the folder named in the message from a backup, or move it away: the cloud then starts from its seed.',
  },
  'data-newer': {
    meaning: 'The data of the built-in cloud was written in a format newer than this version knows.',
    cause: 'A newer version worked with the same root.',
    remedy: 'Use that version or a later one, or another root. The data was not touched.',
  },
});
