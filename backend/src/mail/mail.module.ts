import { Module } from '@nestjs/common';
import { BlobsModule } from '../blobs/blobs.module.js';
import { IncomingTicketsModule } from '../tickets/tickets.module.js';
import { FolderSync } from './fetching/folder-sync.js';
import { MailFetching } from './fetching/mail-fetching.js';
import { MailboxLeasesRepository } from './fetching/mailbox-leases.repository.js';
import { InboundController } from './inbound/inbound.controller.js';
import { InboundMailsRepository } from './inbound/inbound-mails.repository.js';
import { InboundService } from './inbound/inbound.service.js';
import { ReceiveMail } from './inbound/receive-mail.js';
import { ImapClients } from './mailboxes/imap-client.js';
import { MailboxTestService } from './mailboxes/mailbox-test.service.js';
import { MailboxesController } from './mailboxes/mailboxes.controller.js';
import { MailboxesService } from './mailboxes/mailboxes.service.js';
import { DeliveryReports } from './outbound/delivery-reports.js';
import { MailDelivery } from './outbound/mail-delivery.js';
import { OutgoingMailsRepository } from './outbound/outgoing-mails.repository.js';
import { SmtpSender } from './outbound/smtp-sender.js';
import { MailParser } from './parsing/mail-parser.js';
import { MailProcessing } from './processing/mail-processing.js';
import { MailProcessor } from './processing/mail-processor.js';
import { QuarantineController } from './quarantine/quarantine.controller.js';
import { QuarantineService } from './quarantine/quarantine.service.js';

@Module({
  controllers: [MailboxesController, InboundController, QuarantineController],
  providers: [
    MailboxesService,
    MailboxTestService,
    ImapClients,
    InboundService,
    QuarantineService,
    ReceiveMail,
    InboundMailsRepository,
    MailParser,
  ],
})
export class MailModule {}

/** Fetches, processes and sends mail: in the worker process, or in the API process if there is only one. */
@Module({
  imports: [BlobsModule, IncomingTicketsModule],
  providers: [
    ReceiveMail,
    InboundMailsRepository,
    MailParser,
    MailProcessor,
    MailProcessing,
    MailDelivery,
    OutgoingMailsRepository,
    SmtpSender,
    DeliveryReports,
    ImapClients,
    MailboxLeasesRepository,
    FolderSync,
    MailFetching,
  ],
})
export class MailWorkerModule {}
