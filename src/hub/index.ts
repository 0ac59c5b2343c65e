export { createHub, type HubOptions } from './create-hub.js';
export { documentation, type FieldDocument, type FunctionDocument, type PluginDocument } from './document.js';
export { functionsOf, type PluginFunction } from './functions.js';
export type { BuiltIn, Hub, Loaded, PluginFolder, PluginPlace, PluginTypes } from './hub.js';
export type { ModuleLoader, OutsideOptions } from './outside/index.js';
export { type JsonSchema, jsonSchemaOf } from './schema.js';
export { type TypescriptRendererOptions, typescriptRenderer } from './sls-code/typescript-renderer.js';
export { thrownAt } from './thrown-at.js';
export { typesOf } from './types-text.js';
