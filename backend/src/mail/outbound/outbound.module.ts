import { Module } from '@nestjs/common';
import { BlobsModule } from '../../blobs/blobs.module.js';
import { MailDelivery } from './mail-delivery.js';
import { OutgoingMailsRepository } from './outgoing-mails.repository.js';
import { SmtpSender } from './smtp-sender.js';

/** Sends replies by mail: in the worker process, or in the API process if there is only one. */
@Module({ imports: [BlobsModule], providers: [MailDelivery, OutgoingMailsRepository, SmtpSender] })
export class OutboundMailModule {}
