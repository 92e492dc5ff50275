export { DataDirectoryInUse, startEmbeddedPostgres, type EmbeddedPostgres } from './embedded-postgres.ts';
export { EmbeddedPostgresFailed, findPostgresBinaries, type PostgresBinaries } from './postgres-binaries.ts';
export { findPostmaster, type Postmaster } from './postmaster.ts';
export { restrictRole, RoleNotRestricted, SUPERUSER } from './restrict-role.ts';
export { runningEmbeddedPostgres } from './running-postgres.ts';
