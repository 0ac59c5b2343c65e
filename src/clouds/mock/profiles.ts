/** What never changes in the built-in cloud: realms, hardware profiles, the instance state machine. */
import type {
  HardwareProfile,
  InstanceAction,
  InstanceState,
  InstanceTransition,
  Realm,
} from '../../contract/index.js';

export const OWNER = 'mockuser';

export const REALMS: readonly Realm[] = [
  { id: 'us', name: 'United States', state: 'AVAILABLE', limit: null },
  { id: 'eu', name: 'Europe', state: 'AVAILABLE', limit: null },
];

export const HARDWARE_PROFILES: readonly HardwareProfile[] = [
  {
    id: 'm1-small',
    name: 'm1-small',
    properties: {
      cpu: { kind: 'fixed', value: 1 },
      memory: { kind: 'fixed', value: 1740.8 },
      storage: { kind: 'fixed', value: 160 },
      architecture: { kind: 'fixed', value: 'i386' },
    },
  },
  {
    id: 'm1-large',
    name: 'm1-large',
    properties: {
      cpu: { kind: 'range', value: 1, first: 1, last: 6 },
      memory: { kind: 'range', value: 10240, first: 7680, last: 15360 },
      storage: { kind: 'enum', value: 850, values: [850, 1024] },
      architecture: { kind: 'fixed', value: 'x86_64' },
    },
  },
  {
    id: 'm1-xlarge',
    name: 'm1-xlarge',
    properties: {
      cpu: { kind: 'fixed', value: 4 },
      memory: { kind: 'range', value: 12288, first: 12288, last: 32768 },
      storage: { kind: 'enum', value: 1024, values: [1024, 2048, 4096] },
      architecture: { kind: 'fixed', value: 'x86_64' },
    },
  },
  { id: 'opaque', name: 'opaque', properties: {} },
];

export const DEFAULT_PROFILE = 'm1-small';

export const INSTANCE_STATES: readonly InstanceTransition[] = [
  { from: 'start', to: 'pending', action: 'create' },
  { from: 'pending', to: 'running' },
  { from: 'running', to: 'running', action: 'reboot' },
  { from: 'running', to: 'stopped', action: 'stop' },
  { from: 'stopped', to: 'running', action: 'start' },
  { from: 'stopped', to: 'finish', action: 'destroy' },
];

const ACTIONS: Readonly<Partial<Record<InstanceState, readonly InstanceAction[]>>> = {
  RUNNING: ['reboot', 'stop'],
  STOPPED: ['start', 'destroy'],
  ERROR: ['destroy'],
};

export function actionsOf(state: InstanceState): readonly InstanceAction[] {
  return ACTIONS[state] ?? [];
}
