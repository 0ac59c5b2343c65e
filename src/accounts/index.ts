export { type ProfileData, readCredentials } from './credentials.js';
export {
  alreadyEncrypted,
  decryptAccounts,
  type EncryptRequest,
  encryptAccounts,
  encryptionOf,
  type OpenedFile,
  openCredentials,
  readBytes,
  readYaml,
  type WriteRequest,
  withoutContent,
  writeEncrypted,
} from './credentials-file.js';
export { type CryptoMethodName, cryptoMethodNames } from './crypto-methods.js';
export { newKey } from './fernet.js';
export { bytesOfKey, type KeyPorts, readKey } from './key.js';
export {
  type AccountOptions,
  type AccountProfile,
  type Accounts,
  type ListedProfile,
  openAccounts,
  unknownProfile,
} from './open-accounts.js';
export { accountOf } from './seal.js';
