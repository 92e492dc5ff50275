import { Body, Controller, Delete, Get, HttpCode, Post, Put, Res, UseInterceptors } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { DocumentedId, PathId } from '../http/path-id.js';
import { Problems } from '../http/problems.js';
import { Access } from '../identity/auth/access.js';
import { CurrentCaller } from '../identity/auth/current-caller.js';
import type { Caller } from '../identity/users/caller.js';
import { LikelyDuplicateList, LinkInput, MergeInput, SplitInput } from './dto/ticket-relations.dto.js';
import { TicketView } from './dto/ticket.dto.js';
import { TicketEtagInterceptor } from './ticket-etag.interceptor.js';
import { TicketLinksService } from './ticket-links.service.js';
import { TicketMergesService } from './ticket-merges.service.js';
import { TicketId } from './ticket-request.js';

@ApiTags('tickets')
@Controller('tickets/:id')
export class TicketRelationsController {
  constructor(
    private readonly merges: TicketMergesService,
    private readonly links: TicketLinksService,
  ) {}

  /**
   * Merge into another ticket
   * @remarks The conversation moves to the target, which is returned. This ticket is closed, answers with `merged_into`
   * and takes no changes. If the two have different requesters, moved messages become internal.
   */
  @Post('merge')
  @Access('tickets.manage')
  @DocumentedId(1042)
  @HttpCode(200)
  @ApiResponse({ status: 200, type: TicketView })
  @Problems(404, 409, 413, 415, 422)
  @UseInterceptors(TicketEtagInterceptor)
  merge(
    @TicketId() id: number,
    @Body() { into }: MergeInput,
    @CurrentCaller() caller: Caller,
  ): Promise<TicketView> {
    return this.merges.merge(id, into, caller);
  }

  /**
   * Undo a merge
   * @remarks Moves the conversation back and restores this ticket, which is returned.
   */
  @Post('unmerge')
  @Access('tickets.manage')
  @DocumentedId(1042)
  @HttpCode(200)
  @ApiResponse({ status: 200, type: TicketView })
  @Problems(404, 409)
  @UseInterceptors(TicketEtagInterceptor)
  unmerge(@TicketId() id: number, @CurrentCaller() caller: Caller): Promise<TicketView> {
    return this.merges.unmerge(id, caller);
  }

  /**
   * Split off a ticket
   * @remarks Creates a ticket from a public message, for the same requester and linked to this one.
   */
  @Post('split')
  @Access('tickets.manage')
  @DocumentedId(1042)
  @ApiResponse({
    status: 201,
    type: TicketView,
    headers: { Location: { schema: { type: 'string' } }, ETag: { schema: { type: 'string' } } },
  })
  @Problems(404, 409, 413, 415, 422)
  @UseInterceptors(TicketEtagInterceptor)
  async split(
    @TicketId() id: number,
    @Body() { message_id, title }: SplitInput,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TicketView> {
    const ticket = await this.links.split(id, message_id, title, caller);
    reply.header('Location', `/api/tickets/${ticket.id}`);
    return ticket;
  }

  /**
   * Undo a split
   * @remarks Deletes this ticket, which the caller split off, unless it has messages. Returns the ticket that it came
   * from.
   */
  @Post('unsplit')
  @Access('tickets.manage')
  @DocumentedId(1042)
  @HttpCode(200)
  @ApiResponse({ status: 200, type: TicketView })
  @Problems(404, 409)
  @UseInterceptors(TicketEtagInterceptor)
  unsplit(@TicketId() id: number, @CurrentCaller() caller: Caller): Promise<TicketView> {
    return this.links.unsplit(id, caller);
  }

  /**
   * Link to another ticket
   * @remarks Changes the type of an existing link. The other ticket shows the inverse type.
   */
  @Put('links/:other')
  @Access('tickets.manage')
  @DocumentedId(1042)
  @DocumentedId(1017, 'other')
  @ApiResponse({ status: 200, type: TicketView })
  @Problems(404, 409, 413, 415, 422)
  @UseInterceptors(TicketEtagInterceptor)
  link(
    @TicketId() id: number,
    @PathId('other') other: number,
    @Body() { type }: LinkInput,
    @CurrentCaller() caller: Caller,
  ): Promise<TicketView> {
    return this.links.link(id, other, type, caller);
  }

  /**
   * Remove a link
   * @remarks Succeeds even if there is no link.
   */
  @Delete('links/:other')
  @Access('tickets.manage')
  @DocumentedId(1042)
  @DocumentedId(1017, 'other')
  @ApiResponse({ status: 200, type: TicketView })
  @Problems(404, 409, 422)
  @UseInterceptors(TicketEtagInterceptor)
  unlink(
    @TicketId() id: number,
    @PathId('other') other: number,
    @CurrentCaller() caller: Caller,
  ): Promise<TicketView> {
    return this.links.unlink(id, other, caller);
  }

  /**
   * List likely duplicates
   * @remarks Tickets of the same requester with a similar text, created within 14 days of this one.
   */
  @Get('duplicates')
  @Access('tickets.manage')
  @DocumentedId(1042)
  @ApiResponse({ status: 200, type: LikelyDuplicateList })
  @Problems(404)
  duplicates(@TicketId() id: number, @CurrentCaller() caller: Caller): Promise<LikelyDuplicateList> {
    return this.links.findDuplicates(id, caller);
  }
}
