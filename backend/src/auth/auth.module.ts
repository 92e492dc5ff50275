import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AuthController } from './auth.controller.js';
import { LocalAgentGuard } from './local-agent.guard.js';

@Module({
  controllers: [AuthController],
  providers: [{ provide: APP_GUARD, useClass: LocalAgentGuard }],
})
export class AuthModule {}
