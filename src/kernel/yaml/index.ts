export { BracketComposer } from './bracket-composer.js';
export { composeJson } from './compose-json.js';
export { composeYaml } from './compose-yaml.js';
export { ComposeFailure, type Composition, problemDiagnostic, type TextProblem } from './composition.js';
export { LeafMarks, NULL_MARKER, type TextMarks, type TextRange, withoutNullMarker } from './marks.js';
export { isIndexKey, Places, setMember } from './places.js';
export { plainScalar } from './plain-scalar.js';
