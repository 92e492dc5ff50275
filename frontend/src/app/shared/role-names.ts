import { Role } from '../core/api-types';

export const roleNames: Record<Role, string> = {
  requester: $localize`Requester`,
  agent: $localize`Agent`,
  admin: $localize`Admin`,
};
export const roles = Object.keys(roleNames) as Role[];
