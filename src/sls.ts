/** The entry `holdfast/sls`: what SLS files in TypeScript or JavaScript are written with. */
/** @internal For the module around an SLS module. */
export {
  type ArgumentsOf,
  type Bound,
  bind,
  type CommonArguments,
  type ExecArguments,
  runSlsCode,
  type SlsBody,
  type SlsContext,
  type SlsData,
  type SlsFunction,
  type SlsHub,
  type StateArguments,
  sls,
  state,
  type Targets,
} from './contract/index.js';
