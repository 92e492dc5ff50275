import { roleValues } from '../api/vocabulary';
import { Role } from '../core/api-types';

export const roleNames: Record<Role, string> = {
  requester: $localize`Requester`,
  agent: $localize`Agent`,
  admin: $localize`Admin`,
};
export const roles: readonly Role[] = roleValues;
