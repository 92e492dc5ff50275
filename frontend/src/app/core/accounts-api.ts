import { HttpClient, HttpContext, HttpParams } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { firstValueFrom, Observable } from 'rxjs';
import {
  Agent,
  ApiToken,
  Me,
  NewApiToken,
  NewUser,
  ResetLink,
  SignedInPlace,
  TokenScope,
  User,
  UserChanges,
  UserListQuery,
  UserPage,
} from './api-types';
import { SESSION_IS_NOT_ASKED } from './session-refresh';

/** The door to what concerns people and how they are let in. Tokens of the session stay in its cookies. */
@Injectable({ providedIn: 'root' })
export class AccountsApi {
  private readonly http = inject(HttpClient);

  async signIn(email: string, password: string): Promise<Me> {
    const answer = this.http.post<{ user: Me }>('/api/auth/login', { email, password }, withoutSession());
    return (await firstValueFrom(answer)).user;
  }
  async signOut(everywhere: boolean): Promise<void> {
    await firstValueFrom(this.http.post('/api/auth/logout', { everywhere }));
  }
  me(): Promise<Me> {
    return firstValueFrom(this.http.get<Me>('/api/auth/me'));
  }
  async changePassword(current: string, next: string): Promise<void> {
    const body = { current_password: current, new_password: next };
    await firstValueFrom(this.http.post('/api/auth/password', body));
  }
  async resetPassword(token: string, password: string): Promise<void> {
    await firstValueFrom(this.http.post('/api/auth/password-reset', { token, password }, withoutSession()));
  }
  sessions(): Promise<SignedInPlace[]> {
    return results(this.http.get<{ results: SignedInPlace[] }>('/api/auth/sessions'));
  }
  async endSession(id: string): Promise<void> {
    await firstValueFrom(this.http.delete(`/api/auth/sessions/${encodeURIComponent(id)}`));
  }

  tokens(): Promise<ApiToken[]> {
    return results(this.http.get<{ results: ApiToken[] }>('/api/tokens'));
  }
  createToken(token: { name: string; scope: TokenScope; expires_at: string }): Promise<NewApiToken> {
    return firstValueFrom(this.http.post<NewApiToken>('/api/tokens', token));
  }
  async revokeToken(id: ApiToken['id']): Promise<void> {
    await firstValueFrom(this.http.delete(`/api/tokens/${id}`));
  }

  users(query: UserListQuery, page: { limit?: number; cursor?: string } = {}): Promise<UserPage> {
    const asked = Object.entries({ ...query, ...page }).filter(([, value]) => value !== undefined);
    const params = new HttpParams({ fromObject: Object.fromEntries(asked) as Record<string, string> });
    return firstValueFrom(this.http.get<UserPage>('/api/users', { params }));
  }
  createUser(user: NewUser): Promise<User> {
    return firstValueFrom(this.http.post<User>('/api/users', user));
  }
  changeUser(id: number, changes: UserChanges): Promise<User> {
    return firstValueFrom(this.http.patch<User>(`/api/users/${id}`, changes));
  }
  createResetLink(id: number): Promise<ResetLink> {
    return firstValueFrom(this.http.post<ResetLink>(`/api/users/${id}/password-reset`, null));
  }

  agents(): Promise<Agent[]> {
    return results(this.http.get<{ results: Agent[] }>('/api/agents'));
  }
}

async function results<Row>(answer: Observable<{ results: Row[] }>): Promise<Row[]> {
  return (await firstValueFrom(answer)).results;
}
function withoutSession(): { context: HttpContext } {
  return { context: new HttpContext().set(SESSION_IS_NOT_ASKED, true) };
}
