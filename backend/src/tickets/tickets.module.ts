import { Module } from '@nestjs/common';
import { BulkChangesService } from './bulk-changes.service.js';
import { MessageDelivery } from './message-delivery.js';
import { MessagesService } from './messages.service.js';
import { SearchBackfill } from './search-backfill.js';
import { TicketRetention } from './ticket-retention.js';
import { TicketViewersController } from './ticket-viewers.controller.js';
import { TicketViewersService } from './ticket-viewers.service.js';
import { TicketsController } from './tickets.controller.js';
import { TicketsQueries } from './tickets.queries.js';
import { TicketsService } from './tickets.service.js';

@Module({
  controllers: [TicketsController, TicketViewersController],
  providers: [
    TicketsService,
    BulkChangesService,
    MessagesService,
    TicketsQueries,
    TicketViewersService,
    TicketRetention,
    MessageDelivery,
    SearchBackfill,
  ],
  exports: [TicketsQueries],
})
export class TicketsModule {}
