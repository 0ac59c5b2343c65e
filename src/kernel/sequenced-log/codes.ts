import { defineCodes } from '../codes.js';

export const LOG_CODES = defineCodes('log', {
  corrupt: {
    meaning: 'A file of a sequenced log is damaged or missing.',
    cause: 'A disk or memory fault, a truncated copy, an edit by hand, or a file that was removed.',
    remedy:
      'Restore the file named in the message from a backup. The log is left as it is: nothing is dropped to get past the damage.',
  },
  'newer-format': {
    meaning: 'A file of a sequenced log was written in a format newer than this version knows.',
    cause: 'A newer version worked in the same folder.',
    remedy: 'Use that version or a later one. The file was not touched.',
  },
  'snapshot-damaged': {
    meaning: 'A snapshot is damaged, and an older one together with the archive was used in its place.',
    cause: 'A disk fault or an edit by hand. Nothing is lost: the segments after the older snapshot are still there.',
    remedy: 'Check the disk. The next compaction writes a fresh snapshot.',
  },
  'no-space': {
    meaning: 'The log could not grow because the disk or the quota is full.',
    cause: 'No space or no inodes are left on the file system of the folder.',
    remedy: 'Make room and run again. What was acknowledged before is complete.',
  },
  'not-writable': {
    meaning: 'The folder of the log cannot be written.',
    cause: 'The folder or its file system is read-only, or belongs to another user.',
    remedy: 'Correct owner and permissions of the folder named in the message, or choose another root.',
  },
  'write-failed': {
    meaning: 'Writing to the log failed in an unexpected way.',
    cause: 'The operating system reported an error; it is in the message.',
    remedy:
      'Run again. Whether the last append took effect is not known to the caller and is found by reading the log again.',
  },
  'read-failed': {
    meaning: 'Reading the log failed in an unexpected way.',
    cause: 'The operating system reported an error, often a permission; it is in the message.',
    remedy: 'Correct what the message names and run again.',
  },
});
