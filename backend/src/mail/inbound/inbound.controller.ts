import type { Readable } from 'node:stream';
import { Controller, Get, HttpCode, Post, Query, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiConsumes, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { DocumentedId, PathId } from '../../http/path-id.js';
import { ProblemResponse, Problems } from '../../http/problems.js';
import { Access } from '../../identity/auth/access.js';
import { InboundMailPage, MailLedger, MailListQuery, ReceivedMailView } from './dto/inbound.dto.js';
import { InboundService } from './inbound.service.js';

@ApiTags('mail')
@Controller()
export class InboundController {
  constructor(private readonly inbound: InboundService) {}

  /**
   * Deliver a mail
   * @remarks For mail servers and gateways, with the token of a mailbox. The mail is stored when this is answered, and
   * processed afterwards. At most 25 MB.
   */
  @Post('mail/inbound')
  @HttpCode(202)
  @Access('public', { cost: 'upload', rawBody: true })
  @ApiBearerAuth('bearer')
  @ApiConsumes('message/rfc822')
  @ApiBody({
    schema: {
      type: 'string',
      format: 'binary',
      example: 'From: ada@example.org\r\nTo: support@example.org\r\nSubject: Hello\r\n\r\nHello\r\n',
    },
  })
  @ApiResponse({ status: 202, type: ReceivedMailView })
  @ProblemResponse(401, 'The token is invalid, or its mailbox is inactive.')
  @ProblemResponse(415, 'The body is not message/rfc822.')
  @Problems(413)
  receive(@Req() { headers, sentContentType: contentType, body }: FastifyRequest): Promise<ReceivedMailView> {
    return this.inbound.receive({ headers, contentType, body: body as Readable | undefined });
  }

  /** Account for the mails of a mailbox */
  @Get('mailboxes/:id/ledger')
  @Access('mail.manage', { cost: 'statistics' })
  @DocumentedId(1)
  @ApiResponse({ status: 200, type: MailLedger })
  @Problems(404)
  ledger(@PathId() id: number): Promise<MailLedger> {
    return this.inbound.ledger(id);
  }

  /** List the mails of a mailbox */
  @Get('mailboxes/:id/mails')
  @Access('mail.manage', { cost: 'list' })
  @DocumentedId(1)
  @ApiResponse({ status: 200, type: InboundMailPage })
  @Problems(404)
  list(@PathId() id: number, @Query() query: MailListQuery): Promise<InboundMailPage> {
    return this.inbound.list(id, query);
  }
}
