import { Module } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { Settings } from '../config/settings.js';
import { AccessControl } from './access-control.js';
import { ApiTokensController } from './api-tokens.controller.js';
import { ApiTokensService } from './api-tokens.service.js';
import { AuthController } from './auth.controller.js';
import { Limits } from './limits.js';
import { PasswordsService } from './passwords.service.js';
import { SessionRetention } from './session-retention.js';
import { ACCESS_SECONDS, SessionsService } from './sessions.service.js';
import { SignInService } from './sign-in.service.js';

const ISSUER = 'ticketiq';

@Module({
  imports: [
    JwtModule.registerAsync({
      inject: [Settings],
      useFactory: ({ JWT_SECRET }: Settings) => ({
        secret: JWT_SECRET,
        signOptions: { algorithm: 'HS256', expiresIn: ACCESS_SECONDS, issuer: ISSUER },
        // The one algorithm that we sign with: what a token says of itself is not believed.
        verifyOptions: { algorithms: ['HS256'], issuer: ISSUER },
      }),
    }),
  ],
  controllers: [AuthController, ApiTokensController],
  providers: [
    AccessControl,
    ApiTokensService,
    Limits,
    PasswordsService,
    SessionRetention,
    SessionsService,
    SignInService,
  ],
  exports: [AccessControl, PasswordsService, SessionsService],
})
export class AuthModule {}
