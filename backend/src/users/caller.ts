import { ROLES, type Role } from '../vocabulary/index.js';

/** The person on whose behalf a request is made. In the history they are the actor. */
export interface Caller {
  type: 'user';
  id: number;
  name: string;
  email: string;
  role: Role;
}

/** Whether a role may do what is reserved to another: an admin may do all that an agent may. */
export function mayActAs(role: Role, required: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(required);
}
