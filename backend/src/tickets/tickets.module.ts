import { Module } from '@nestjs/common';
import { TicketRetention } from './ticket-retention.js';
import { TicketViewersController } from './ticket-viewers.controller.js';
import { TicketViewersService } from './ticket-viewers.service.js';
import { TicketsController } from './tickets.controller.js';
import { TicketsQueries } from './tickets.queries.js';
import { TicketsService } from './tickets.service.js';

@Module({
  controllers: [TicketsController, TicketViewersController],
  providers: [TicketsService, TicketsQueries, TicketViewersService, TicketRetention],
  exports: [TicketsQueries],
})
export class TicketsModule {}
