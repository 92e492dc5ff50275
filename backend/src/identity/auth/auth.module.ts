import { createSecretKey } from 'node:crypto';
import { Module } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { Settings } from '../../config/settings.js';
import { AccessControl } from './access-control.js';
import { ApiTokensController } from './api-tokens.controller.js';
import { ApiTokensService } from './api-tokens.service.js';
import { AuthController } from './auth.controller.js';
import { LoginRateLimiter } from './login-rate-limiter.js';
import { PasswordsService } from './passwords.service.js';
import { SessionRetention } from './session-retention.js';
import { SessionCookies } from './session-cookies.js';
import { SessionsRepository } from './sessions.repository.js';
import { ACCESS_SECONDS, SessionsService } from './sessions.service.js';
import { SignInService } from './sign-in.service.js';
import { RequestBudget } from '../limits/request-budget.js';
import { ConcurrencyLimiter } from '../limits/concurrency-limiter.js';

const ISSUER = 'ticketiq';

@Module({
  imports: [
    JwtModule.registerAsync({
      inject: [Settings],
      useFactory: ({ JWT_SECRET }: Settings) => ({
        // A key object created once: given the text, jsonwebtoken would first try to parse it as a public key on each
        // verification.
        secret: createSecretKey(JWT_SECRET!, 'utf8'),
        signOptions: { algorithm: 'HS256', expiresIn: ACCESS_SECONDS, issuer: ISSUER },
        // Only the algorithm used for signing is accepted, whatever the token's header claims.
        verifyOptions: { algorithms: ['HS256'], issuer: ISSUER },
      }),
    }),
  ],
  controllers: [AuthController, ApiTokensController],
  providers: [
    AccessControl,
    ApiTokensService,
    LoginRateLimiter,
    PasswordsService,
    SessionCookies,
    RequestBudget,
    SessionRetention,
    SessionsRepository,
    SessionsService,
    SignInService,
    ConcurrencyLimiter,
  ],
  exports: [AccessControl, RequestBudget, SessionsService, ConcurrencyLimiter],
})
export class AuthModule {}
