import type { EntityManager } from 'typeorm';
import { normalizeEmail } from '../../config/email-address.js';
import { User } from './user.entity.js';

/**
 * The account that somebody means by an address, in whatever spelling. An account from before addresses were normalized
 * keeps its own spelling where another has the normalized one; only that exact spelling means it.
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
