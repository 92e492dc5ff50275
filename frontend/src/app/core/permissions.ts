import { rolePermissions } from '../api/vocabulary';
import { Role } from './api-types';

export type Permission = keyof typeof rolePermissions;

/** Controls what the console shows; the service enforces permissions. */
export function can(role: Role, permission: Permission): boolean {
  return (rolePermissions[permission] as readonly Role[]).includes(role);
}
