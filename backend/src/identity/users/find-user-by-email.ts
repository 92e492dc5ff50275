import type { EntityManager } from 'typeorm';
import { normalizeEmail } from '../../config/email-address.js';
import { User } from './user.entity.js';

/**
 * Finds the account for an address in any spelling. Accounts created before addresses were normalized may keep their
 * original spelling where another account has the normalized one; these match only their exact spelling.
 */
export function findUserByEmail(
  manager: EntityManager,
  email: string,
  { withPassword = false } = {},
): Promise<User | null> {
  const exact = email.trim().toLowerCase();
  const query = manager
    .createQueryBuilder(User, 'u')
    .where('u.email = ANY (:spellings)', { spellings: [exact, normalizeEmail(email) ?? exact] })
    .orderBy('u.email = :exact', 'DESC')
    .setParameter('exact', exact)
    .limit(1);
  if (withPassword) query.addSelect('u.passwordHash');
  return query.getOne();
}
