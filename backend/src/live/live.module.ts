import { Module } from '@nestjs/common';
import { AuthModule } from '../identity/auth/auth.module.js';
import { EventsController } from './events.controller.js';
import { LiveEvents } from './live-events.js';

/** Live updates for consoles by server-sent events. */
@Module({
  imports: [AuthModule],
  controllers: [EventsController],
  providers: [LiveEvents],
  exports: [LiveEvents],
})
export class LiveModule {}
