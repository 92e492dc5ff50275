import type { Role } from '../../vocabulary/index.js';

/** The person on whose behalf a request is made. In the history they are the actor. */
export interface Caller {
  type: 'user';
  id: number;
  name: string;
  email: string;
  role: Role;
}
