import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { fault } from '../../common/field-faults.js';
import { InvalidInput } from '../../http/invalid-input.js';
import { logSecurityEvent } from '../../logging/security-log.js';
import type { Caller } from '../users/caller.js';
import { ApiToken } from './api-token.entity.js';
import { TokenNotFound } from './auth.errors.js';
import { digestOf, randomSecret } from './secrets.js';
import { lockSession } from './sessions.service.js';
import type { NewToken, TokenInput, TokenPage, TokenView } from './dto/api-tokens.dto.js';

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 90;
const MAX_DAYS = 366;

/** Tokens of one account. The list is a single page. */
const MAX_TOKENS = 100;

@Injectable()
export class ApiTokensService {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Expired tokens are listed until the retention deletes them, so that the owner can see why an integration stopped.
   */
  async list({ id: userId }: Caller): Promise<TokenPage> {
    const tokens = await this.dataSource
      .getRepository(ApiToken)
      .find({ where: { userId }, order: { id: 'DESC' }, take: MAX_TOKENS });
    return { results: tokens.map(toTokenView), next_cursor: null };
  }

  /** @throws InvalidInput */
  async create(
    { id: userId, role }: Caller,
    session: string,
    { name, scope, expires_at }: TokenInput,
  ): Promise<NewToken> {
    const expiresAt = expires_at ?? new Date(Date.now() + DEFAULT_DAYS * DAY_MS);
    const lifetimeMs = expiresAt.getTime() - Date.now();
    if (lifetimeMs <= 0) throw new InvalidInput([{ field: 'expires_at', ...fault('past_time') }]);
    if (lifetimeMs > MAX_DAYS * DAY_MS) {
      throw new InvalidInput([{ field: 'expires_at', ...fault('too_far_ahead', { max_days: MAX_DAYS }) }]);
    }
    const secret = `tiq_${randomSecret()}`;
    const created = await this.dataSource.transaction(async (manager) => {
      // Locks the session, so that a concurrent sign-out or password change cannot leave a new token behind.
      await lockSession(manager, userId, session);
      if ((await manager.countBy(ApiToken, { userId })) >= MAX_TOKENS) {
        throw new InvalidInput([{ field: 'name', ...fault('too_many_tokens', { max: MAX_TOKENS }) }]);
      }
      const token = { userId, name, scope, role, tokenHash: digestOf(secret), expiresAt };
      const { id } = await manager.save(manager.create(ApiToken, token));
      return manager.findOneByOrFail(ApiToken, { id });
    });
    logSecurityEvent('token.created', { userId, tokenId: created.id, scope });
    return { ...toTokenView(created), token: secret };
  }

  /** @throws TokenNotFound */
  async revoke({ id: userId }: Caller, id: number): Promise<void> {
    const { affected } = await this.dataSource.getRepository(ApiToken).delete({ id, userId });
    if (!affected) throw new TokenNotFound();
    logSecurityEvent('token.revoked', { userId, tokenId: id });
  }
}

function toTokenView({ id, name, scope, createdAt, expiresAt, lastUsedAt }: ApiToken): TokenView {
  return { id, name, scope, created_at: createdAt, expires_at: expiresAt, last_used_at: lastUsedAt };
}
