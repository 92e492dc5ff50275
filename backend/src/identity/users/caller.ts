import type { Role } from '../../vocabulary/index.js';

/** The user on whose behalf a request is made, recorded as the actor in the history. */
export interface Caller {
  type: 'user';
  id: number;
  name: string;
  email: string;
  role: Role;
  /** The teams whose tickets an agent may see; null for all. */
  visibleTeams: readonly number[] | null;
}
