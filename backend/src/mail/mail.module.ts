import { Module } from '@nestjs/common';
import { MailboxesController } from './mailboxes/mailboxes.controller.js';
import { MailboxesService } from './mailboxes/mailboxes.service.js';

@Module({ controllers: [MailboxesController], providers: [MailboxesService] })
export class MailModule {}
