/**
 * Closed sets of the product. SQL, DTOs, the OpenAPI document, prompts and the console derive from these definitions.
 */
export * from './category.js';
export * from './channel.js';
export * from './delivery.js';
export * from './limits.js';
export * from './link.js';
export * from './permissions.js';
export * from './priority.js';
export * from './rationale.js';
export * from './role.js';
export * from './sql.js';
export * from './team.js';
export * from './ticket-status.js';
export * from './triage.js';
