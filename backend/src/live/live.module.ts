import { Module } from '@nestjs/common';
import { AuthModule } from '../identity/auth/auth.module.js';
import { EventsController } from './events.controller.js';
import { LiveEvents } from './live-events.js';

/** What happens, told to the consoles as it happens. */
@Module({
  imports: [AuthModule],
  controllers: [EventsController],
  providers: [LiveEvents],
  exports: [LiveEvents],
})
export class LiveModule {}
