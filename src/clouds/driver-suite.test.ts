import { describe, expect, it } from 'vitest';
import { MemoryDisk } from '../kernel/index.js';
import { driverSuite, fakePorts } from '../testing/index.js';
import { builtInCloud, memoryCloud } from './index.js';

const context = { ...fakePorts(), account: {}, directory: '/mock' };
const pause = () => context.clock.sleep(100);

const prompt = async () => memoryCloud(context).cloud;
driverSuite({ describe, it, expect }, { name: 'mock, in memory', connect: prompt, pause }, await prompt());

const slow = async () => memoryCloud(context, { simulation: { transition_ms: 1000 } }).cloud;
driverSuite({ describe, it, expect }, { name: 'mock, slow', connect: slow, pause }, await slow());

const lasting = async () => builtInCloud(context, { files: new MemoryDisk().process(), snapshotEvery: 3 });
driverSuite({ describe, it, expect }, { name: 'mock, in a log', connect: lasting, pause }, await lasting());
