export { type BuiltInCloudOptions, builtInCloud, mockDriver } from './mock/built-in-cloud.js';
export { compareWorlds, copyWorld } from './mock/compare-worlds.js';
export { type MemoryCloud, memoryCloud } from './mock/memory-cloud.js';
export { type Answer, type Operation, type OperationName, operate } from './mock/operate.js';
export { seedWorld } from './mock/seed.js';
export type { World } from './mock/world.js';
