import { Readable } from 'node:stream';
import { Controller, Delete, Get, HttpCode, Post, Query, Res } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { PageQuery } from '../../http/dto/page.dto.js';
import { DocumentedId, PathId } from '../../http/path-id.js';
import { Problems } from '../../http/problems.js';
import { Access } from '../../identity/auth/access.js';
import { CurrentCaller } from '../../identity/auth/current-caller.js';
import type { Caller } from '../../identity/users/caller.js';
import { InboundMailPage, QuarantinedMailView } from '../inbound/dto/inbound.dto.js';
import { QuarantineService } from './quarantine.service.js';

/** A mail is downloaded, and never shown or run by a browser. */
const DOWNLOAD = {
  'Content-Type': 'application/octet-stream',
  'Content-Security-Policy': "sandbox; default-src 'none'",
  'X-Content-Type-Options': 'nosniff',
};

@ApiTags('mail')
@Controller('quarantine')
export class QuarantineController {
  constructor(private readonly quarantine: QuarantineService) {}

  /**
   * List mails in quarantine
   * @remarks Mails that are too large, that a filter marked as spam, that exceed the rate of their sender, or that could
   * not be processed.
   */
  @Get()
  @Access('mail.manage')
  @ApiResponse({ status: 200, type: InboundMailPage })
  @Problems()
  list(@Query() query: PageQuery): Promise<InboundMailPage> {
    return this.quarantine.list(query);
  }

  /** Get a mail in quarantine */
  @Get(':id')
  @Access('mail.manage')
  @DocumentedId(12)
  @ApiResponse({ status: 200, type: QuarantinedMailView })
  @Problems(404)
  get(@PathId() id: number): Promise<QuarantinedMailView> {
    return this.quarantine.get(id);
  }

  /**
   * Release a mail from quarantine
   * @remarks It becomes a ticket, or a message of the ticket that it replies to.
   */
  @Post(':id/release')
  @Access('mail.manage')
  @HttpCode(204)
  @DocumentedId(12)
  @ApiResponse({ status: 204 })
  @Problems(404)
  release(@PathId() id: number): Promise<void> {
    return this.quarantine.release(id);
  }

  /**
   * Delete a mail in quarantine
   * @remarks Its content is deleted. The ledger counts it as ignored.
   */
  @Delete(':id')
  @Access('mail.manage')
  @HttpCode(204)
  @DocumentedId(12)
  @ApiResponse({ status: 204 })
  @Problems(404)
  remove(@PathId() id: number): Promise<void> {
    return this.quarantine.remove(id);
  }

  /** Download a mail in quarantine */
  @Get(':id/raw')
  @Access('mail.manage', { cost: 'download' })
  @DocumentedId(12)
  @ApiResponse({
    status: 200,
    content: {
      'application/octet-stream': {
        schema: { type: 'string', format: 'binary' },
        example: 'The bytes of the mail.',
      },
    },
  })
  @Problems(404)
  async raw(
    @PathId() id: number,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Readable> {
    const raw = await this.quarantine.raw(id, caller);
    const disposition = `attachment; filename="mail-${id}.eml"`;
    reply.headers({ ...DOWNLOAD, 'Content-Disposition': disposition, 'Content-Length': raw.length });
    return Readable.from([raw], { objectMode: false });
  }
}
