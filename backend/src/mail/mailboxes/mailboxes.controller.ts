import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Res } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { DocumentedId, PathId } from '../../http/path-id.js';
import { Problems } from '../../http/problems.js';
import { Access } from '../../identity/auth/access.js';
import { CurrentCaller } from '../../identity/auth/current-caller.js';
import type { Caller } from '../../identity/users/caller.js';
import {
  CreateMailboxInput,
  InboundTokenView,
  MailboxList,
  MailboxView,
  UpdateMailboxInput,
} from './dto/mailboxes.dto.js';
import { MailboxTestView, TestMailboxInput } from './dto/mailbox-test.dto.js';
import { MailboxTestService } from './mailbox-test.service.js';
import { MailboxesService } from './mailboxes.service.js';

@ApiTags('mail')
@Controller('mailboxes')
export class MailboxesController {
  constructor(
    private readonly mailboxes: MailboxesService,
    private readonly tests: MailboxTestService,
  ) {}

  /** List mailboxes */
  @Get()
  @Access('mail.manage')
  @ApiResponse({ status: 200, type: MailboxList })
  @Problems()
  list(): Promise<MailboxList> {
    return this.mailboxes.list();
  }

  /**
   * Create a mailbox
   * @remarks IMAP and SMTP are optional. Passwords require the setting SECRETS_KEY.
   */
  @Post()
  @Access('mail.manage')
  @ApiResponse({ status: 201, type: MailboxView, headers: { Location: { schema: { type: 'string' } } } })
  @Problems(409, 413, 415, 422)
  async create(
    @Body() input: CreateMailboxInput,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MailboxView> {
    const mailbox = await this.mailboxes.create(input, caller);
    reply.header('Location', `/api/mailboxes/${mailbox.id}`);
    return mailbox;
  }

  /** Get a mailbox */
  @Get(':id')
  @Access('mail.manage')
  @DocumentedId(1)
  @ApiResponse({ status: 200, type: MailboxView })
  @Problems(404)
  get(@PathId() id: number): Promise<MailboxView> {
    return this.mailboxes.get(id);
  }

  /**
   * Update a mailbox
   * @remarks Another host, user or folder starts by `fetch_policy` again.
   */
  @Patch(':id')
  @Access('mail.manage')
  @DocumentedId(1)
  @ApiResponse({ status: 200, type: MailboxView })
  @Problems(404, 409, 413, 415, 422)
  update(
    @PathId() id: number,
    @Body() input: UpdateMailboxInput,
    @CurrentCaller() caller: Caller,
  ): Promise<MailboxView> {
    return this.mailboxes.update(id, input, caller);
  }

  /**
   * Delete a mailbox
   * @remarks Not while it has mail in quarantine. Tickets stay.
   */
  @Delete(':id')
  @Access('mail.manage')
  @HttpCode(204)
  @DocumentedId(1)
  @ApiResponse({ status: 204 })
  @Problems(404, 409)
  remove(@PathId() id: number, @CurrentCaller() caller: Caller): Promise<void> {
    return this.mailboxes.remove(id, caller);
  }

  /**
   * Test the connections of a mailbox
   * @remarks Connects to its IMAP and SMTP server, lists the folders and, with `send_to`, sends a mail. Takes up to 20
   * seconds.
   */
  @Post(':id/test')
  @Access('mail.manage', { cost: 'bulk' })
  @HttpCode(200)
  @DocumentedId(1)
  @ApiResponse({ status: 200, type: MailboxTestView })
  @Problems(404, 413, 415)
  test(@PathId() id: number, @Body() { send_to: sendTo }: TestMailboxInput): Promise<MailboxTestView> {
    return this.tests.test(id, sendTo ?? undefined);
  }

  /**
   * Create the token for inbound mail by HTTP
   * @remarks Shown only once. The former token is no longer accepted.
   */
  @Post(':id/token')
  @Access('mail.manage')
  @DocumentedId(1)
  @ApiResponse({ status: 201, type: InboundTokenView })
  @Problems(404)
  createToken(@PathId() id: number, @CurrentCaller() caller: Caller): Promise<InboundTokenView> {
    return this.mailboxes.createToken(id, caller);
  }
}
