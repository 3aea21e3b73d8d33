// What other rooms may take from the card room: the contract in card.ts and these constructors.
export { hasPcscReader, openPcscCardRoom } from './pcsc.ts';
export type { PcscOptions } from './pcsc.ts';
export { SOFTWARE_READER, openSoftwareCardRoom } from './software.ts';
export type { SoftwareCardRoom, SoftwareOptions } from './software.ts';
export type { RoomOptions } from './room.ts';
export type { TraceHook, TraceLine } from './trace.ts';
export { TEST_PKI_FILE, createTestPki } from './virtual/pki.ts';
export type { TestPki } from './virtual/pki.ts';
export { PROFILES } from './virtual/profiles.ts';
export type { CardProfile } from './virtual/profiles.ts';
export type { Faults } from './virtual/software-transport.ts';
