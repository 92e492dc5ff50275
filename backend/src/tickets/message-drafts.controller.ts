import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Put, Res } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Access } from '../identity/auth/access.js';
import { CurrentCaller } from '../identity/auth/current-caller.js';
import { DocumentedId } from '../http/path-id.js';
import { Problems } from '../http/problems.js';
import type { Caller } from '../identity/users/caller.js';
import { DraftedTicketList, MessageDraftInput, MessageDraftView } from './dto/message-drafts.dto.js';
import { MessageDraftsService } from './message-drafts.service.js';
import { TicketId } from './ticket-request.js';

@ApiTags('tickets')
@Controller()
export class MessageDraftsController {
  constructor(private readonly drafts: MessageDraftsService) {}

  /** List tickets with a draft */
  @Get('drafts')
  @Access('tickets.useOwn')
  @ApiResponse({ status: 200, type: DraftedTicketList })
  @Problems()
  list(@CurrentCaller() caller: Caller): Promise<DraftedTicketList> {
    return this.drafts.list(caller);
  }

  /**
   * Get the draft on a ticket
   * @remarks Drafts are visible to their author only. 204 if there is none.
   */
  @Get('tickets/:id/draft')
  @Access('tickets.useOwn')
  @DocumentedId(1042)
  @ApiResponse({ status: 200, type: MessageDraftView })
  @ApiResponse({ status: 204 })
  @Problems(404)
  async get(
    @TicketId() id: number,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MessageDraftView | undefined> {
    const draft = await this.drafts.get(id, caller);
    if (draft) return draft;
    void reply.code(HttpStatus.NO_CONTENT);
    return undefined;
  }

  /**
   * Save the draft on a ticket
   * @remarks Replaces the earlier draft, or the one named in `replaces`. Deleted when its author sends a message that
   * begins with it.
   */
  @Put('tickets/:id/draft')
  @Access('tickets.useOwn')
  @DocumentedId(1042)
  @ApiResponse({ status: 200, type: MessageDraftView })
  @Problems(404, 412, 413, 415)
  put(
    @TicketId() id: number,
    @Body() input: MessageDraftInput,
    @CurrentCaller() caller: Caller,
  ): Promise<MessageDraftView> {
    return this.drafts.put(id, input, caller);
  }

  /** Delete the draft on a ticket */
  @Delete('tickets/:id/draft')
  @Access('tickets.useOwn')
  @HttpCode(204)
  @DocumentedId(1042)
  @ApiResponse({ status: 204 })
  @Problems()
  discard(@TicketId() id: number, @CurrentCaller() caller: Caller): Promise<void> {
    return this.drafts.discard(id, caller);
  }
}
