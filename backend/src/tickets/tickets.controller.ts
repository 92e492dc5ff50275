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
import { ApiHeader, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentAgent } from '../auth/current-agent.js';
import { Problems } from '../http/problems.js';
import type { Agent } from '../users/agent.js';
import { HistoryPage, MessageInput, MessagePage, MessageView } from './dto/conversation.dto.js';
import { BulkInput, BulkResult, CreateTicketInput, UpdateTicketInput } from './dto/ticket-input.dto.js';
import { PageQuery, TicketExportQuery, TicketListQuery, TicketPage } from './dto/ticket-list.dto.js';
import { TicketView } from './dto/ticket.dto.js';
import { ticketCsv } from './ticket-csv.js';
import { TicketEtagInterceptor } from './ticket-etag.interceptor.js';
import { IdempotencyKeyHeader, IfMatch, TicketId } from './ticket-request.js';
import { TicketsQueries } from './tickets.queries.js';
import { TicketsService } from './tickets.service.js';

const CSV_EXAMPLE = 'id,title,…\r\n1042,VPN down,…\r\n';
const DocumentedId = () => ApiParam({ name: 'id', schema: { type: 'integer', minimum: 1, example: 1042 } });

@ApiTags('tickets')
@Controller('tickets')
export class TicketsController {
  constructor(
    private readonly tickets: TicketsService,
    private readonly queries: TicketsQueries,
  ) {}

  /**
   * File a ticket
   * @remarks What is left out of category and priority is triaged; nobody waits for it.
   */
  @Post()
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'A repeat within 24 hours gets the first answer.',
  })
  @ApiResponse({
    status: 201,
    type: TicketView,
    headers: { Location: { schema: { type: 'string' } }, ETag: { schema: { type: 'string' } } },
  })
  @Problems(400, 409, 413, 415)
  @UseInterceptors(TicketEtagInterceptor)
  async create(
    @Body() input: CreateTicketInput,
    @IdempotencyKeyHeader() key: string | undefined,
    @CurrentAgent() agent: Agent,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TicketView> {
    const ticket = await this.tickets.create(input, agent, key);
    reply.header('Location', `/api/tickets/${ticket.id}`);
    return ticket;
  }

  /** List tickets */
  @Get()
  @ApiResponse({ status: 200, type: TicketPage })
  @Problems(400)
  list(@Query() query: TicketListQuery, @CurrentAgent() agent: Agent): Promise<TicketPage> {
    return this.queries.list(query, agent.id);
  }

  /** Export the filtered list as CSV */
  @Get('export.csv')
  @ApiResponse({ status: 200, content: { 'text/csv': { schema: { type: 'string' }, example: CSV_EXAMPLE } } })
  @Problems(400)
  export(
    @Query() { sort, ...filter }: TicketExportQuery,
    @CurrentAgent() agent: Agent,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): NodeJS.ReadableStream {
    reply.header('Content-Type', 'text/csv; charset=utf-8');
    reply.header('Content-Disposition', 'attachment; filename="tickets.csv"');
    return ticketCsv(this.queries.all(filter, agent.id, sort));
  }

  /**
   * Change many tickets alike
   * @remarks Each succeeds or fails by itself.
   */
  @Post('bulk')
  @HttpCode(200)
  @ApiResponse({ status: 200, type: BulkResult })
  @Problems(400, 413, 415)
  bulk(@Body() { ids, changes }: BulkInput, @CurrentAgent() agent: Agent): Promise<BulkResult> {
    return this.tickets.updateMany(ids, changes, agent);
  }

  /** Show a ticket */
  @Get(':id')
  @DocumentedId()
  @ApiHeader({ name: 'If-None-Match', required: false })
  @ApiResponse({ status: 200, type: TicketView, headers: { ETag: { schema: { type: 'string' } } } })
  @ApiResponse({ status: 304, description: 'The caller has this version.' })
  @Problems(400, 404)
  @UseInterceptors(TicketEtagInterceptor)
  get(@TicketId() id: number): Promise<TicketView> {
    return this.queries.get(id);
  }

  /**
   * Change a ticket
   * @remarks A change of category or priority settles triage.
   */
  @Patch(':id')
  @DocumentedId()
  @ApiHeader({ name: 'If-Match', required: false, description: 'Change only this version.' })
  @ApiResponse({ status: 200, type: TicketView, headers: { ETag: { schema: { type: 'string' } } } })
  @Problems(400, 404, 412, 413, 415, 422)
  @UseInterceptors(TicketEtagInterceptor)
  update(
    @TicketId() id: number,
    @Body() input: UpdateTicketInput,
    @IfMatch() version: number | undefined,
    @CurrentAgent() agent: Agent,
  ): Promise<TicketView> {
    return this.tickets.update(id, input, agent, version);
  }

  /** Delete a ticket; it can be restored for 30 days */
  @Delete(':id')
  @DocumentedId()
  @HttpCode(204)
  @ApiResponse({ status: 204 })
  @Problems(400, 404)
  remove(@TicketId() id: number, @CurrentAgent() agent: Agent): Promise<void> {
    return this.tickets.remove(id, agent);
  }

  /** Restore a deleted ticket */
  @Post(':id/restore')
  @DocumentedId()
  @HttpCode(200)
  @ApiResponse({ status: 200, type: TicketView })
  @Problems(400, 404)
  @UseInterceptors(TicketEtagInterceptor)
  restore(@TicketId() id: number, @CurrentAgent() agent: Agent): Promise<TicketView> {
    return this.tickets.restore(id, agent);
  }

  /** Accept the suggested category and priority */
  @Post(':id/triage/accept')
  @DocumentedId()
  @HttpCode(200)
  @ApiResponse({ status: 200, type: TicketView })
  @Problems(400, 404, 409)
  @UseInterceptors(TicketEtagInterceptor)
  acceptTriage(@TicketId() id: number, @CurrentAgent() agent: Agent): Promise<TicketView> {
    return this.tickets.acceptTriage(id, agent);
  }

  /** Ask the model again */
  @Post(':id/triage/retry')
  @DocumentedId()
  @HttpCode(200)
  @ApiResponse({ status: 200, type: TicketView })
  @Problems(400, 404, 409)
  @UseInterceptors(TicketEtagInterceptor)
  retryTriage(@TicketId() id: number, @CurrentAgent() agent: Agent): Promise<TicketView> {
    return this.tickets.retryTriage(id, agent);
  }

  /** Who changed what, newest first */
  @Get(':id/history')
  @DocumentedId()
  @ApiResponse({ status: 200, type: HistoryPage })
  @Problems(400, 404)
  history(@TicketId() id: number, @Query() page: PageQuery): Promise<HistoryPage> {
    return this.queries.history(id, page);
  }

  /** The conversation, oldest first */
  @Get(':id/messages')
  @DocumentedId()
  @ApiResponse({ status: 200, type: MessagePage })
  @Problems(400, 404)
  messages(@TicketId() id: number, @Query() page: PageQuery): Promise<MessagePage> {
    return this.queries.messages(id, page);
  }

  /** Reply in public, or leave an internal note */
  @Post(':id/messages')
  @DocumentedId()
  @ApiResponse({ status: 201, type: MessageView })
  @Problems(400, 404, 413, 415)
  addMessage(
    @TicketId() id: number,
    @Body() input: MessageInput,
    @CurrentAgent() agent: Agent,
  ): Promise<MessageView> {
    return this.tickets.addMessage(id, input, agent);
  }
}
