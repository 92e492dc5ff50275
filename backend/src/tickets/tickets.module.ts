import { Module } from '@nestjs/common';
import { TicketRetention } from './ticket-retention.js';
import { TicketsController } from './tickets.controller.js';
import { TicketsQueries } from './tickets.queries.js';
import { TicketsService } from './tickets.service.js';

@Module({
  controllers: [TicketsController],
  providers: [TicketsService, TicketsQueries, TicketRetention],
})
export class TicketsModule {}
