export type { ProfileData } from './credentials.js';
export { decryptAccounts, type EncryptRequest, encryptAccounts } from './credentials-file.js';
export { newKey } from './fernet.js';
export { bytesOfKey, type KeyPorts, readKey } from './key.js';
export { type AccountOptions, type AccountProfile, type Accounts, openAccounts } from './open-accounts.js';
