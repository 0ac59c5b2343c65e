export { type OutsideOptions, outsideCandidates } from './candidates.js';
export type { ModuleLoader } from './module-loader.js';
