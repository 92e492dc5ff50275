import type { EntityManager } from 'typeorm';
import { normalizeEmail } from '../../config/email-address.js';
import { findUserByEmail } from './find-user-by-email.js';
import {
  addContact,
  findOrganizationId,
  findOwner,
  lockAddresses,
  type AddressOwner,
} from './people.repository.js';

/**
 * The person of an address that a ticket names: its owner, or a new person without an account. The address is not
 * verified by that.
 */
export async function findOrCreatePerson(
  manager: EntityManager,
  { name, email }: { name: string | null; email: string },
): Promise<AddressOwner> {
  const address = normalizeEmail(email) ?? email.trim().toLowerCase();
  const known = await findOwner(manager, address);
  if (known) return known;
  // Accounts from before addresses were normalized.
  const former = await findUserByEmail(manager, email);
  if (former) {
    const organizationId = await findOrganizationId(manager, former.id);
    return { personId: former.id, verified: former.email === address, organizationId };
  }
  await lockAddresses(manager, [address]);
  await addContact(manager, { name: name ?? address, address });
  return (await findOwner(manager, address))!;
}
