import { rolePermissions } from '../api/vocabulary';
import { Role } from './api-types';

export type Permission = keyof typeof rolePermissions;

/** Decides what the console shows; the service decides what it does. */
export function can(role: Role, permission: Permission): boolean {
  return (rolePermissions[permission] as readonly Role[]).includes(role);
}
