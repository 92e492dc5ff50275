import { Module } from '@nestjs/common';
import { ShutdownState } from './shutdown-state.js';
import { HealthController } from './health.controller.js';

@Module({ controllers: [HealthController], providers: [ShutdownState] })
export class HealthModule {}
