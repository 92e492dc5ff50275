import { Role } from '../core/api-types';

export const roleNames: Record<Role, string> = {
  requester: 'Requester',
  agent: 'Agent',
  admin: 'Admin',
};
export const roles = Object.keys(roleNames) as Role[];
