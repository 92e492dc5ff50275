import { DomainError } from '../domain-error.js';

export class NotSignedIn extends DomainError {
  readonly code = 'auth.required';
  readonly fault = 'unauthenticated';
  constructor(detail = 'Sign in, or send an access token or an API token as `Authorization: Bearer`.') {
    super(detail);
  }
}

export class WrongCredentials extends DomainError {
  readonly code = 'auth.wrong_credentials';
  readonly fault = 'unauthenticated';
  constructor() {
    super('E-mail or password is wrong.');
  }
}

export class Forbidden extends DomainError {
  readonly code: string = 'request.forbidden';
  readonly fault = 'forbidden';
}

export class CsrfTokenMissing extends DomainError {
  readonly code = 'auth.csrf';
  readonly fault = 'forbidden';
  constructor() {
    super(
      'A change made with the session cookie needs the cookie XSRF-TOKEN repeated in the header X-XSRF-TOKEN.',
    );
  }
}

export class RecentSignInRequired extends DomainError {
  readonly code = 'auth.recent_sign_in_required';
  readonly fault = 'forbidden';
  constructor() {
    super('Confirm the password first, by POST /api/auth/confirm, or sign in again.');
  }
}

export class TooManyRequests extends DomainError {
  readonly code = 'request.too_many';
  readonly fault = 'too_many';
  constructor(
    override readonly retryAfterSeconds: number,
    detail = 'Too many requests.',
  ) {
    super(`${detail} Try again in ${retryAfterSeconds} ${retryAfterSeconds === 1 ? 'second' : 'seconds'}.`);
  }
}

export class ResetLinkInvalid extends DomainError {
  readonly code = 'auth.reset_link_invalid';
  readonly fault = 'invalid';
  override readonly fields = [{ field: 'token', message: 'is used up, expired or unknown' }];
  constructor() {
    super('This link is used up or has expired. Ask an administrator for a new one.');
  }
}

export class WrongCurrentPassword extends DomainError {
  readonly code = 'auth.wrong_current_password';
  readonly fault = 'invalid';
  override readonly fields = [{ field: 'current_password', message: 'is wrong' }];
  constructor() {
    super('The current password is wrong.');
  }
}

export class SessionNotFound extends DomainError {
  readonly code = 'session.not_found';
  readonly fault = 'not_found';
  constructor() {
    super('There is no such session of yours.');
  }
}

export class TokenNotFound extends DomainError {
  readonly code = 'token.not_found';
  readonly fault = 'not_found';
  constructor() {
    super('There is no such token of yours.');
  }
}
