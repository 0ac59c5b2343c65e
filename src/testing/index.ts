/** For authors of plugins: conformance suites, fakes, and a way to carry out single chunks. */
export { type AccountBackendCase, accountBackendSuite } from './account-backend-suite.js';
export { type ChunkRunner, type ChunkRunnerOptions, type ChunkSpec, chunkRunner, loadedState } from './chunk-runner.js';
export { type DriverCase, driverSuite } from './driver-suite.js';
export { type FakeClock, type FakeClockOptions, fakeClock } from './fake-clock.js';
export { fakeHttp, fakePorts, fakeProcesses, fakeRandom, memoryFiles } from './fake-ports.js';
export {
  type FakeOperation,
  type FakeResourceOptions,
  type FakeThing,
  type FakeWorld,
  fakeResource,
  type Misbehaviour,
} from './fake-resource.js';
export { type MemoryState, memoryState } from './memory-state.js';
export { type PendingDecision, type PendingRuleCase, pendingRuleSuite } from './pending-rule-suite.js';
export {
  type ExpectedPlace,
  type RendererCase,
  type RightText,
  rendererSuite,
  type WrongText,
} from './renderer-suite.js';
export { type ResourceCase, type ResourceWorld, resourceSuite } from './resource-suite.js';
export {
  type StateFunctionCall,
  type StateFunctionCase,
  type StateFunctionWorld,
  stateFunctionSuite,
} from './state-function-suite.js';
export { type StoreCase, storeSuite, type TestApi } from './store-suite.js';
