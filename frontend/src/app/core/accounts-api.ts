import { HttpContext } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { Api } from '../api/api';
import { apitokensCreate } from '../api/fn/accounts/apitokens-create';
import { apitokensList } from '../api/fn/accounts/apitokens-list';
import { apitokensRevoke } from '../api/fn/accounts/apitokens-revoke';
import { authChangePassword } from '../api/fn/accounts/auth-change-password';
import { authEndSession } from '../api/fn/accounts/auth-end-session';
import { authLogin } from '../api/fn/accounts/auth-login';
import { authLogout } from '../api/fn/accounts/auth-logout';
import { authMe } from '../api/fn/accounts/auth-me';
import { authResetPassword } from '../api/fn/accounts/auth-reset-password';
import { authSessions } from '../api/fn/accounts/auth-sessions';
import { usersCreate } from '../api/fn/accounts/users-create';
import { usersGet } from '../api/fn/accounts/users-get';
import { usersList } from '../api/fn/accounts/users-list';
import { usersResetLink } from '../api/fn/accounts/users-reset-link';
import { usersResetLinks } from '../api/fn/accounts/users-reset-links';
import { usersRevokeResetLink } from '../api/fn/accounts/users-revoke-reset-link';
import { usersUpdate } from '../api/fn/accounts/users-update';
import { agentsList } from '../api/fn/tickets/agents-list';
import {
  Agent,
  ApiToken,
  Me,
  NewApiToken,
  NewUser,
  PendingLink,
  ResetLink,
  ActiveSession,
  TokenInput,
  User,
  UserChanges,
  UserListQuery,
  UserPage,
} from './api-types';
import { SKIP_SESSION_HANDLING } from './session-refresh';

/**
 * API client for sign-in, sessions, users, agents and API tokens. Session tokens stay in HTTP-only
 * cookies.
 */
@Injectable({ providedIn: 'root' })
export class AccountsApi {
  private readonly api = inject(Api);

  async signIn(email: string, password: string): Promise<Me> {
    return (await this.api.invoke(authLogin, { body: { email, password } }, skippingSessionHandling())).user;
  }
  signOut(everywhere: boolean, keep_tokens = false): Promise<void> {
    return this.api.invoke(authLogout, { body: everywhere ? { everywhere, keep_tokens } : {} });
  }
  me(): Promise<Me> {
    return this.api.invoke(authMe);
  }
  /**
   * Returns the signed-in user and the id of the latest stream event at that time, '' if the
   * service couldn't determine it.
   */
  async getMeWithLastEventId(): Promise<{ me: Me; lastEventId: string }> {
    const { body, headers } = await this.api.invoke$Response(authMe);
    return { me: body, lastEventId: headers.get('X-Last-Event-Id') ?? '' };
  }
  /**
   * Returns the signed-in user. A 401 rejects immediately, without a session refresh or the sign-in
   * dialog.
   */
  getMeWithoutRefresh(): Promise<Me> {
    return this.api.invoke(authMe, {}, skippingSessionHandling());
  }
  /** Resolves with the number of API tokens revoked by the change. */
  async changePassword(
    current_password: string,
    new_password: string,
    keep_tokens: boolean,
  ): Promise<number> {
    const body = { current_password, new_password, keep_tokens };
    const { headers } = await this.api.invoke$Response(authChangePassword, { body });
    return Number(headers.get('X-Revoked-Tokens') ?? 0);
  }
  resetPassword(token: string, password: string, keep_tokens: boolean): Promise<void> {
    return this.api.invoke(
      authResetPassword,
      { body: { token, password, keep_tokens } },
      skippingSessionHandling(),
    );
  }
  async listSessions(): Promise<ActiveSession[]> {
    return (await this.api.invoke(authSessions)).results;
  }
  endSession(id: string): Promise<void> {
    return this.api.invoke(authEndSession, { id });
  }

  async listTokens(): Promise<ApiToken[]> {
    return (await this.api.invoke(apitokensList)).results;
  }
  createToken(token: TokenInput): Promise<NewApiToken> {
    return this.api.invoke(apitokensCreate, { body: token });
  }
  revokeToken(id: number): Promise<void> {
    return this.api.invoke(apitokensRevoke, { id });
  }

  listUsers(query: UserListQuery, page: { limit?: number; cursor?: string } = {}): Promise<UserPage> {
    return this.api.invoke(usersList, { ...query, ...page });
  }
  getUser(id: number): Promise<User> {
    return this.api.invoke(usersGet, { id });
  }
  createUser(user: NewUser): Promise<User> {
    return this.api.invoke(usersCreate, { body: user });
  }
  updateUser(id: number, changes: UserChanges): Promise<User> {
    return this.api.invoke(usersUpdate, { id, body: changes });
  }
  createResetLink(id: number): Promise<ResetLink> {
    return this.api.invoke(usersResetLink, { id });
  }

  async listPendingResetLinks(): Promise<PendingLink[]> {
    return (await this.api.invoke(usersResetLinks)).results;
  }
  revokeResetLink(userId: number): Promise<void> {
    return this.api.invoke(usersRevokeResetLink, { id: userId });
  }

  async listAgents(): Promise<Agent[]> {
    return (await this.api.invoke(agentsList, { former: true })).results;
  }
}

function skippingSessionHandling(): HttpContext {
  return new HttpContext().set(SKIP_SESSION_HANDLING, true);
}
