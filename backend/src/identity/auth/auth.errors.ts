import { DomainError, type ProblemParams } from '../../common/domain-error.js';
import { fault } from '../../common/field-faults.js';

export class NotSignedIn extends DomainError {
  readonly code = 'auth.required';
  readonly fault = 'unauthenticated';
  constructor(detail = 'Sign in, or send an access token or an API token in `Authorization: Bearer`.') {
    super(detail);
  }
}

export class WrongCredentials extends DomainError {
  readonly code = 'auth.wrong_credentials';
  readonly fault = 'unauthenticated';
  constructor() {
    super('Incorrect email or password.');
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
      'CSRF token missing or wrong. With a session cookie, send the value of the cookie XSRF-TOKEN in the header X-XSRF-TOKEN.',
    );
  }
}

export class RecentSignInRequired extends DomainError {
  readonly code = 'auth.recent_sign_in_required';
  readonly fault = 'forbidden';
  constructor() {
    super('This needs a recent sign-in. Confirm the password with POST /api/auth/confirm, or sign in again.');
  }
}

export class TooManyRequests extends DomainError {
  readonly code = 'request.too_many';
  readonly fault = 'too_many';
  override readonly params: ProblemParams;
  constructor(
    override readonly retryAfterSeconds: number,
    detail = 'Too many requests.',
  ) {
    super(`${detail} Try again in ${retryAfterSeconds} ${retryAfterSeconds === 1 ? 'second' : 'seconds'}.`);
    this.params = { retry_after_seconds: retryAfterSeconds };
  }
}

export class ResetLinkInvalid extends DomainError {
  readonly code = 'auth.reset_link_invalid';
  readonly fault = 'invalid';
  override readonly fields = [{ field: 'token', ...fault('reset_link_invalid') }];
  constructor() {
    super('This link is invalid, expired or already used. Ask an admin for a new one.');
  }
}

export class WrongCurrentPassword extends DomainError {
  readonly code = 'auth.wrong_current_password';
  readonly fault = 'invalid';
  override readonly fields = [{ field: 'current_password', ...fault('password_incorrect') }];
  constructor() {
    super('Current password is incorrect.');
  }
}

export class SessionNotFound extends DomainError {
  readonly code = 'session.not_found';
  readonly fault = 'not_found';
  constructor() {
    super('Session not found. It may have ended.');
  }
}

export class TokenNotFound extends DomainError {
  readonly code = 'token.not_found';
  readonly fault = 'not_found';
  constructor() {
    super('API token not found. It may have been revoked.');
  }
}
