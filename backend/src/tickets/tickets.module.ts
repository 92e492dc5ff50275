import { Module } from '@nestjs/common';
import { BlobsModule } from '../blobs/blobs.module.js';
import { AttachmentsController } from './attachments/attachments.controller.js';
import { AttachmentsRepository } from './attachments/attachments.repository.js';
import { AttachmentsService } from './attachments/attachments.service.js';
import { IncomingFiles } from './attachments/incoming-files.js';
import { BulkChangesService } from './bulk-changes.service.js';
import { IncomingTickets } from './incoming/incoming-tickets.js';
import { MessageDelivery } from './message-delivery.js';
import { MessageDraftsController } from './message-drafts.controller.js';
import { MessageDraftsService } from './message-drafts.service.js';
import { MessagesService } from './messages.service.js';
import { PersonBackfill } from './person-backfill.js';
import { SearchBackfill } from './search-backfill.js';
import { TicketDeadlines } from './ticket-deadlines.js';
import { TicketDeadlinesRepository } from './ticket-deadlines.repository.js';
import { TicketRetention } from './ticket-retention.js';
import { TicketViewersController } from './ticket-viewers.controller.js';
import { TicketViewersService } from './ticket-viewers.service.js';
import { BulkChangesRepository } from './bulk-changes.repository.js';
import { MessageDraftsRepository } from './message-drafts.repository.js';
import { PendingMessagesRepository } from './pending-messages.repository.js';
import { SearchBackfillRepository } from './search-backfill.repository.js';
import { TicketRetentionRepository } from './ticket-retention.repository.js';
import { TicketViewersRepository } from './ticket-viewers.repository.js';
import { TicketLinksService } from './ticket-links.service.js';
import { TicketMergesService } from './ticket-merges.service.js';
import { TicketRelationsController } from './ticket-relations.controller.js';
import { TicketsController } from './tickets.controller.js';
import { TicketsRepository } from './tickets.repository.js';
import { TicketsService } from './tickets.service.js';

@Module({
  imports: [BlobsModule],
  controllers: [
    TicketsController,
    TicketRelationsController,
    TicketViewersController,
    MessageDraftsController,
    AttachmentsController,
  ],
  providers: [
    TicketsService,
    BulkChangesService,
    TicketMergesService,
    TicketLinksService,
    MessagesService,
    MessageDraftsService,
    TicketsRepository,
    AttachmentsRepository,
    AttachmentsService,
    TicketViewersRepository,
    TicketRetentionRepository,
    SearchBackfillRepository,
    PendingMessagesRepository,
    MessageDraftsRepository,
    BulkChangesRepository,
    TicketViewersService,
    TicketRetention,
    MessageDelivery,
    SearchBackfill,
  ],
  exports: [TicketsRepository],
})
export class TicketsModule {}

/** Tickets and messages from outside, for the modules that receive them. */
@Module({
  imports: [BlobsModule],
  providers: [AttachmentsRepository, IncomingFiles, IncomingTickets],
  exports: [IncomingFiles, IncomingTickets],
})
export class IncomingTicketsModule {}

/** What happens to tickets by itself: in the worker process, or in the API process if there is only one. */
@Module({ providers: [PersonBackfill, TicketDeadlines, TicketDeadlinesRepository] })
export class TicketsWorkerModule {}
