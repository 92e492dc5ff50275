/** Closed sets of values. Written out, so that a later change of a vocabulary does not change this migration. */
export const TYPES = `
  CREATE TYPE user_role AS ENUM ('requester', 'agent', 'admin');
  CREATE TYPE token_scope AS ENUM ('read', 'write');

  CREATE TYPE ticket_status AS ENUM ('open', 'in_progress', 'resolved', 'closed');
  CREATE TYPE ticket_priority AS ENUM ('low', 'medium', 'high', 'critical');
  CREATE TYPE ticket_category AS ENUM ('billing', 'technical', 'account', 'general');
  CREATE TYPE message_visibility AS ENUM ('public', 'internal');
  CREATE TYPE actor_type AS ENUM ('user', 'triage', 'system');

  CREATE TYPE triage_state AS ENUM ('pending', 'suggested', 'accepted', 'overridden', 'manual');
  CREATE TYPE triage_source AS ENUM ('gemini', 'openai', 'local', 'default');
  CREATE TYPE triage_decision AS ENUM ('accepted', 'overridden');
  CREATE TYPE triage_decider AS ENUM ('agent', 'requester', 'import', 'threshold');

  -- Indexes substrings. A trusted extension, so the owner of a database may create it.
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
`;
