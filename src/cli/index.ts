export type { Host, InputStream, LineFile, LogOptions, OutputStream, StopSignal } from './host.js';
export { runCommandLine } from './main.js';
export { commandReference } from './reference.js';
