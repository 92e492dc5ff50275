import { Readable } from 'node:stream';
import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Patch,
  Post,
  Query,
  Res,
  UseInterceptors,
} from '@nestjs/common';
import { ApiHeader, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Access } from '../identity/auth/access.js';
import { CurrentCaller } from '../identity/auth/current-caller.js';
import { DocumentedId, PathId } from '../http/path-id.js';
import { Problems } from '../http/problems.js';
import type { Caller } from '../identity/users/caller.js';
import { HistoryPage, MessageInput, MessagePage, MessageView } from './dto/conversation.dto.js';
import { BulkChangeList, BulkResult } from './dto/bulk.dto.js';
import { BulkInput, CreateTicketInput, UpdateTicketInput } from './dto/ticket-input.dto.js';
import { PageQuery } from '../http/dto/page.dto.js';
import { TicketExportQuery, TicketListQuery, TicketPage } from './dto/ticket-list.dto.js';
import { DeletedTicketList, TicketView } from './dto/ticket.dto.js';
import { TicketEtagInterceptor } from './ticket-etag.interceptor.js';
import { csv, exportChunks, jsonLines } from './ticket-export.js';
import { IdempotencyKeyHeader, IfMatch, TicketId } from './ticket-request.js';
import { BulkChangesService } from './bulk-changes.service.js';
import { MessagesService } from './messages.service.js';
import { TicketsRepository } from './tickets.repository.js';
import { TicketsService } from './tickets.service.js';

const LINES_EXAMPLE = '{"id":1042,"title":"VPN down","messages":[],…}\n';
const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  required: false,
  description: 'A repeat within 24 hours returns the first response.',
};
const CSV_EXAMPLE = '\ufeffid,title,…\r\n1042,VPN down,…\r\n';

@ApiTags('tickets')
@Controller('tickets')
export class TicketsController {
  constructor(
    private readonly tickets: TicketsService,
    private readonly queries: TicketsRepository,
    private readonly conversations: MessagesService,
    private readonly bulkChanges: BulkChangesService,
  ) {}

  /**
   * Create a ticket
   * @remarks If category or priority is omitted, it is set by triage in the background.
   */
  @Post()
  @Access('tickets.useOwn', { budget: 'ticket' })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiResponse({
    status: 201,
    type: TicketView,
    headers: { Location: { schema: { type: 'string' } }, ETag: { schema: { type: 'string' } } },
  })
  @Problems(409, 413, 415)
  @UseInterceptors(TicketEtagInterceptor)
  async create(
    @Body() input: CreateTicketInput,
    @IdempotencyKeyHeader() key: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TicketView> {
    const ticket = await this.tickets.create(input, caller, key);
    reply.header('Location', `/api/tickets/${ticket.id}`);
    return ticket;
  }

  /** List tickets */
  @Get()
  @Access('tickets.useOwn', {
    cost: ({ search, tag }) => ((search ?? tag) === undefined ? 'list' : 'search'),
  })
  @ApiResponse({ status: 200, type: TicketPage })
  @Problems()
  list(@Query() query: TicketListQuery, @CurrentCaller() caller: Caller): Promise<TicketPage> {
    return this.queries.list(query, caller);
  }

  /** Export the filtered list as CSV */
  @Get('export.csv')
  @Access('tickets.export', { cost: 'export' })
  @ApiResponse({ status: 200, content: { 'text/csv': { schema: { type: 'string' }, example: CSV_EXAMPLE } } })
  @Problems()
  export(
    @Query() { sort, ...filter }: TicketExportQuery,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): NodeJS.ReadableStream {
    reply.header('Content-Type', 'text/csv; charset=utf-8');
    reply.header('Content-Disposition', 'attachment; filename="tickets.csv"');
    return Readable.from(exportChunks(this.queries.streamBatches(filter, caller, { sort }), csv));
  }

  /**
   * Export the filtered list as JSON Lines
   * @remarks One ticket per line, with its conversation. Can be imported with `npm run tickets:import`.
   */
  @Get('export.jsonl')
  @Access('tickets.export', { cost: 'export' })
  @ApiResponse({
    status: 200,
    content: { 'application/x-ndjson': { schema: { type: 'string' }, example: LINES_EXAMPLE } },
  })
  @Problems()
  exportLines(
    @Query() { sort, ...filter }: TicketExportQuery,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): NodeJS.ReadableStream {
    reply.header('Content-Type', 'application/x-ndjson');
    reply.header('Content-Disposition', 'attachment; filename="tickets.jsonl"');
    return Readable.from(
      exportChunks(this.queries.streamBatches(filter, caller, { sort }), jsonLines(this.queries)),
    );
  }

  /**
   * Update many tickets
   * @remarks Each ticket succeeds or fails on its own.
   */
  @Post('bulk')
  @Access('tickets.bulkChange', { cost: 'bulk' })
  @HttpCode(200)
  @ApiResponse({ status: 200, type: BulkResult })
  @Problems(413, 415)
  bulk(@Body() { ids, changes }: BulkInput, @CurrentCaller() caller: Caller): Promise<BulkResult> {
    return this.bulkChanges.change(ids, changes, caller);
  }

  /** List bulk changes that can be undone */
  @Get('bulk')
  @Access('tickets.bulkChange')
  @ApiResponse({ status: 200, type: BulkChangeList })
  @Problems()
  listBulk(@CurrentCaller() caller: Caller): Promise<BulkChangeList> {
    return this.bulkChanges.list(caller);
  }

  /**
   * Undo a bulk change
   * @remarks Available for 24 hours to the person who made the change. Tickets changed since then are skipped and
   * reported.
   */
  @Post('bulk/:id/undo')
  @Access('tickets.bulkChange', { cost: 'bulk' })
  @DocumentedId(12)
  @HttpCode(200)
  @ApiResponse({ status: 200, type: BulkResult })
  @Problems(404, 409)
  undoBulk(@PathId() id: number, @CurrentCaller() caller: Caller): Promise<BulkResult> {
    return this.bulkChanges.undo(id, caller);
  }

  /** List deleted tickets that can be restored */
  @Get('deleted')
  @Access('tickets.delete')
  @ApiResponse({ status: 200, type: DeletedTicketList })
  @Problems()
  deleted(@CurrentCaller() caller: Caller): Promise<DeletedTicketList> {
    return this.queries.deleted(caller);
  }

  /** Get a ticket */
  @Get(':id')
  @Access('tickets.useOwn')
  @DocumentedId(1042)
  @ApiHeader({ name: 'If-None-Match', required: false })
  @ApiResponse({ status: 200, type: TicketView, headers: { ETag: { schema: { type: 'string' } } } })
  @ApiResponse({ status: 304, description: 'Not modified: the client has this version.' })
  @Problems(404)
  @UseInterceptors(TicketEtagInterceptor)
  get(@TicketId() id: number, @CurrentCaller() caller: Caller): Promise<TicketView> {
    return this.queries.get(id, caller);
  }

  /**
   * Update a ticket
   * @remarks Changing category or priority decides triage.
   */
  @Patch(':id')
  @Access('tickets.useOwn')
  @DocumentedId(1042)
  @ApiHeader({
    name: 'If-Match',
    required: false,
    description: 'Update only if the ticket has this version, or one of a list.',
  })
  @ApiResponse({ status: 200, type: TicketView, headers: { ETag: { schema: { type: 'string' } } } })
  @Problems(404, 412, 413, 415, 422)
  @UseInterceptors(TicketEtagInterceptor)
  update(
    @TicketId() id: number,
    @Body() input: UpdateTicketInput,
    @IfMatch() versions: readonly string[] | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<TicketView> {
    return this.tickets.update(id, input, caller, versions);
  }

  /** Delete a ticket */
  @Delete(':id')
  @Access('tickets.delete')
  @DocumentedId(1042)
  @HttpCode(204)
  @ApiResponse({ status: 204 })
  @Problems(404)
  remove(@TicketId() id: number, @CurrentCaller() caller: Caller): Promise<void> {
    return this.tickets.remove(id, caller);
  }

  /** Restore a deleted ticket */
  @Post(':id/restore')
  @Access('tickets.delete')
  @DocumentedId(1042)
  @HttpCode(200)
  @ApiResponse({ status: 200, type: TicketView })
  @Problems(404)
  @UseInterceptors(TicketEtagInterceptor)
  restore(@TicketId() id: number, @CurrentCaller() caller: Caller): Promise<TicketView> {
    return this.tickets.restore(id, caller);
  }

  /**
   * Reopen a resolved or closed ticket
   * @remarks The only status change available to requesters.
   */
  @Post(':id/reopen')
  @Access('tickets.useOwn')
  @DocumentedId(1042)
  @HttpCode(200)
  @ApiResponse({ status: 200, type: TicketView })
  @Problems(404, 422)
  @UseInterceptors(TicketEtagInterceptor)
  reopen(@TicketId() id: number, @CurrentCaller() caller: Caller): Promise<TicketView> {
    return this.tickets.reopen(id, caller);
  }

  /**
   * Mark a ticket as read
   * @remarks If the ticket has an assignee, only they can mark it as read.
   */
  @Post(':id/read')
  @Access('tickets.markRead')
  @DocumentedId(1042)
  @HttpCode(200)
  @ApiResponse({ status: 200, type: TicketView })
  @Problems(404)
  @UseInterceptors(TicketEtagInterceptor)
  markRead(@TicketId() id: number, @CurrentCaller() caller: Caller): Promise<TicketView> {
    return this.tickets.markRead(id, caller);
  }

  /** Mark a ticket as unread */
  @Post(':id/unread')
  @Access('tickets.markRead')
  @DocumentedId(1042)
  @HttpCode(200)
  @ApiResponse({ status: 200, type: TicketView })
  @Problems(404)
  @UseInterceptors(TicketEtagInterceptor)
  markUnread(@TicketId() id: number, @CurrentCaller() caller: Caller): Promise<TicketView> {
    return this.tickets.markUnread(id, caller);
  }

  /** Accept the suggested category and priority */
  @Post(':id/triage/accept')
  @Access('triage.decide')
  @DocumentedId(1042)
  @HttpCode(200)
  @ApiResponse({ status: 200, type: TicketView })
  @Problems(404, 409)
  @UseInterceptors(TicketEtagInterceptor)
  acceptTriage(@TicketId() id: number, @CurrentCaller() caller: Caller): Promise<TicketView> {
    return this.tickets.acceptTriage(id, caller);
  }

  /**
   * Undo a triage decision
   * @remarks Available for 10 minutes to the agent who accepted or overrode the suggestion, as long as category,
   * priority and text are unchanged. The ticket needs review again.
   */
  @Post(':id/triage/undo')
  @Access('triage.decide')
  @DocumentedId(1042)
  @HttpCode(200)
  @ApiResponse({ status: 200, type: TicketView })
  @Problems(404, 409)
  @UseInterceptors(TicketEtagInterceptor)
  undoTriage(@TicketId() id: number, @CurrentCaller() caller: Caller): Promise<TicketView> {
    return this.tickets.undoTriage(id, caller);
  }

  /** Re-run triage */
  @Post(':id/triage/retry')
  @Access('triage.decide', { budget: 'model' })
  @DocumentedId(1042)
  @HttpCode(200)
  @ApiResponse({ status: 200, type: TicketView })
  @Problems(404, 409)
  @UseInterceptors(TicketEtagInterceptor)
  retryTriage(@TicketId() id: number, @CurrentCaller() caller: Caller): Promise<TicketView> {
    return this.tickets.retryTriage(id, caller);
  }

  /** List the history of a ticket */
  @Get(':id/history')
  @Access('tickets.useOwn')
  @DocumentedId(1042)
  @ApiResponse({ status: 200, type: HistoryPage })
  @Problems(404)
  history(
    @TicketId() id: number,
    @Query() page: PageQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<HistoryPage> {
    return this.queries.history(id, page, caller);
  }

  /** List messages */
  @Get(':id/messages')
  @Access('tickets.useOwn')
  @DocumentedId(1042)
  @ApiResponse({ status: 200, type: MessagePage })
  @Problems(404)
  messages(
    @TicketId() id: number,
    @Query() page: PageQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<MessagePage> {
    return this.queries.messages(id, page, caller);
  }

  /**
   * Add a public reply or an internal note
   * @remarks A requester's message reopens a resolved or closed ticket and marks it as unread.
   */
  @Post(':id/messages')
  @Access('tickets.useOwn')
  @DocumentedId(1042)
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiResponse({ status: 201, type: MessageView })
  @Problems(404, 409, 413, 415, 422)
  addMessage(
    @TicketId() id: number,
    @Body() input: MessageInput,
    @IdempotencyKeyHeader() key: string | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<MessageView> {
    return this.conversations.add(id, input, caller, key);
  }

  /**
   * Undo a public reply
   * @remarks Available to its author within the `undo_seconds` it was sent with, before it is delivered.
   */
  @Post(':id/messages/:message/undo')
  @Access('messages.undo')
  @DocumentedId(1042)
  @DocumentedId(7, 'message')
  @HttpCode(200)
  @ApiResponse({ status: 200, type: MessageView })
  @Problems(404, 409)
  undoMessage(
    @TicketId() id: number,
    @PathId('message') message: number,
    @CurrentCaller() caller: Caller,
  ): Promise<MessageView> {
    return this.conversations.undo(id, message, caller);
  }

  /**
   * Mail a reply again
   * @remarks To the recipients that it did not reach (`bounced` and `failed`).
   */
  @Post(':id/messages/:message/resend')
  @Access('messages.internal')
  @DocumentedId(1042)
  @DocumentedId(7, 'message')
  @HttpCode(200)
  @ApiResponse({ status: 200, type: MessageView })
  @Problems(404, 409)
  resendMessage(
    @TicketId() id: number,
    @PathId('message') message: number,
    @CurrentCaller() caller: Caller,
  ): Promise<MessageView> {
    return this.conversations.resend(id, message, caller);
  }
}
